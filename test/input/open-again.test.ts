import { appendFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openInput } from '../../src/input/open.ts';
import { opened, scratchFile, streamEntry } from './scratch.ts';

const CONTENT = 'first line\nsecond line\n';

/** What the file gives that is opened, changed, and opened again as the one that it was. */
async function again(bytes: string | Uint8Array, change: (path: string) => Promise<void>) {
  const entry = await scratchFile('a.log', bytes);
  const first = await opened(entry);
  await first.close();
  await change(entry.path ?? '');
  const second = await openInput(entry, first.file);
  if (!second.ok) return second.problem.message;
  const parts: Uint8Array[] = [];
  for await (const chunk of second.input.chunks()) parts.push(chunk);
  await second.input.close();
  return { text: Buffer.concat(parts).toString(), damage: second.input.damage };
}

describe('a file that is opened again', () => {
  it.each([
    { name: 'plain', bytes: CONTENT },
    { name: 'compressed', bytes: gzipSync(CONTENT) },
  ])('gives the same when nothing happened to it: $name', async ({ bytes }) => {
    expect(await again(bytes, async () => undefined)).toEqual({ text: CONTENT, damage: null });
  });

  it('gives the same when it was renamed and stands at its place again', async () => {
    const change = async (path: string) => {
      await rename(path, `${path}.1`);
      await rename(`${path}.1`, path);
    };
    expect(await again(CONTENT, change)).toEqual({ text: CONTENT, damage: null });
  });

  it('gives what it had before when it has grown, and says so', async () => {
    expect(await again(CONTENT, (path) => appendFile(path, 'third line\n'))).toEqual({
      text: CONTENT,
      damage: { kind: 'changed', detail: 'the file had 23 bytes when opened and 34 later' },
    });
  });

  it('gives what is left of it when it was cut, and says so', async () => {
    expect(await again(CONTENT, (path) => truncate(path, 11))).toEqual({
      text: 'first line\n',
      damage: { kind: 'changed', detail: 'the file had 23 bytes when opened and 11 later' },
    });
  });

  it('says that it was written to when it is no longer, yet as long', async () => {
    const change = async (path: string) => {
      await writeFile(path, CONTENT.toUpperCase());
      await utimes(path, 1, 1);
    };
    expect(await again(CONTENT, change)).toEqual({
      text: CONTENT.toUpperCase(),
      damage: { kind: 'changed', detail: 'the file was written to while it was read' },
    });
  });

  it('says so at once, before anything is read', async () => {
    const entry = await scratchFile('a.mp4', CONTENT);
    const first = await opened(entry);
    await first.close();
    await appendFile(entry.path ?? '', 'x');
    const second = await openInput(entry, first.file);
    expect(second.ok && second.input.damage?.kind).toBe('changed');
    if (second.ok) await second.input.close();
  });

  it.each([
    {
      name: 'another file has its name',
      // Both are there at once, so that the other one is not given the inode of the first.
      change: async (path: string) => {
        await rename(path, `${path}.1`);
        await writeFile(path, CONTENT);
      },
      message: 'another file has taken its place',
    },
    { name: 'it is gone', change: (path: string) => rm(path), message: 'no such file or directory' },
  ])('is not read when $name', async ({ change, message }) => {
    expect(await again(CONTENT, change)).toBe(message);
  });
});

it('nothing tells a pipe from another', async () => {
  const input = await opened(streamEntry(CONTENT, 5));
  expect(input.file).toBeNull();
  await input.close();
});
