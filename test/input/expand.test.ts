import { execFileSync } from 'node:child_process';
import { chmod, link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandInputs } from '../../src/input/expand.ts';
import { readAll, scratchFolder } from './scratch.ts';

/** Writes files, each with its name as content, and returns their folder. */
async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = await scratchFolder();
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), name);
  }
  return folder;
}

interface Found {
  readonly entries: readonly string[];
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

/** What came of these names, with the folder cut off. */
async function expand(folder: string, ...names: readonly string[]): Promise<Found> {
  const { entries, notes, problems } = await expandInputs(
    names.map((name) => (name === '-' ? '-' : join(folder, name))),
  );
  const short = (text: string): string => text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  return {
    entries: entries.map((entry) => short(entry.name)),
    notes: notes.map((note) => `${note.code} ${short(note.text)}`),
    problems: problems.map(({ name, message }) => `${short(name)}: ${message}`),
  };
}

describe('expandInputs', () => {
  it('keeps the order typed and walks directories bytewise, hidden files skipped and named', async () => {
    const folder = await folderWith('z', 'd/b', 'd/a', 'd/B', 'd/é', 'd/sub/c', 'd/.hidden', 'd/.git/x');
    expect(await expand(folder, 'z', 'd')).toEqual({
      entries: ['z', 'd/B', 'd/a', 'd/b', 'd/sub/c', 'd/é'],
      notes: ['hidden_skipped d/.git: hidden, skipped', 'hidden_skipped d/.hidden: hidden, skipped'],
      problems: [],
    });
  });

  it('reads a hidden file that is named', async () => {
    const folder = await folderWith('.events');
    expect((await expand(folder, '.events')).entries).toEqual(['.events']);
  });

  it('marks what was found in a directory', async () => {
    const folder = await folderWith('a', 'd/b');
    const { entries } = await expandInputs([join(folder, 'a'), join(folder, 'd')]);
    expect(entries.map((entry) => entry.fromDirectory)).toEqual([false, true]);
  });

  it('reads a file once that is met twice', async () => {
    const folder = await folderWith('a', 'd/b');
    await link(join(folder, 'a'), join(folder, 'hard'));
    await symlink(join(folder, 'a'), join(folder, 'd/soft'));
    expect(await expand(folder, 'a', 'a', 'hard', 'd', '-', '-')).toEqual({
      entries: ['a', 'd/b', '-'],
      notes: [
        'same_file a: the same file as a, read once',
        'same_file hard: the same file as a, read once',
        'same_file d/soft: the same file as a, read once',
        'same_file -: named twice, read once',
      ],
      problems: [],
    });
  });

  it('reads a copy once, but not another file of the same size, nor empty files', async () => {
    const folder = await folderWith('a', 'b');
    for (const name of ['copy', 'a2']) await writeFile(join(folder, name), 'a');
    for (const name of ['empty1', 'empty2']) await writeFile(join(folder, name), '');
    expect(await expand(folder, 'a', 'b', 'copy', 'a2', 'empty1', 'empty2')).toEqual({
      entries: ['a', 'b', 'empty1', 'empty2'],
      notes: ['same_file copy: the same file as a, read once', 'same_file a2: the same file as a, read once'],
      problems: [],
    });
  });

  it('survives loops of links', async () => {
    const folder = await folderWith('d/a');
    await symlink(join(folder, 'd'), join(folder, 'd/up'));
    await symlink(join(folder, 'd/self'), join(folder, 'd/self'));
    expect(await expand(folder, 'd')).toEqual({
      entries: ['d/a'],
      notes: ['same_file d/up: a directory already read, skipped'],
      problems: ['d/self: too many symbolic links (a loop?)'],
    });
  });

  it('says for each path what is wrong and goes on', async () => {
    const folder = await folderWith('a', 'file/x');
    await mkdir(join(folder, 'empty'));
    await symlink(join(folder, 'gone'), join(folder, 'dangling'));
    expect(await expand(folder, 'missing', 'empty', 'dangling', 'a/b', 'a')).toEqual({
      entries: ['a'],
      notes: [],
      problems: [
        'missing: no such file or directory',
        'empty: an empty directory',
        'dangling: no such file or directory',
        'a/b: a part of the path is not a directory',
      ],
    });
  });

  it.skipIf(process.getuid?.() === 0)('says that a directory may not be read', async () => {
    const folder = await folderWith('d/a');
    await chmod(join(folder, 'd'), 0);
    expect((await expand(folder, 'd')).problems).toEqual(['d: permission denied']);
    await chmod(join(folder, 'd'), 0o700);
  });

  it('reads a FIFO that is named as a stream, and skips one in a directory', async () => {
    const folder = await folderWith('d/a');
    const fifo = join(folder, 'd/fifo');
    execFileSync('mkfifo', [fifo]);
    expect(await expand(folder, 'd')).toEqual({
      entries: ['d/a'],
      notes: ['not_a_file d/fifo: not a regular file, skipped'],
      problems: [],
    });
    const { entries } = await expandInputs([fifo]);
    const [entry] = entries;
    const [content] = await Promise.all([
      entry === undefined ? null : readAll(entry),
      writeFile(fifo, 'through the pipe'),
    ]);
    expect(content).toMatchObject({ text: 'through the pipe', damage: null });
  });

  it('reads a device as a stream', async () => {
    const { entries } = await expandInputs(['/dev/null']);
    expect(entries).toHaveLength(1);
    for (const entry of entries) expect(await readAll(entry)).toMatchObject({ text: '', damage: null });
  });
});
