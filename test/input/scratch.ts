import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { InputEntry } from '../../src/input/expand.ts';
import { type OpenInput, openInput } from '../../src/input/open.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** An empty folder that is removed after the test. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stream-analytics-'));
  folders.push(folder);
  return folder;
}

export async function scratchFile(name: string, content: string | Uint8Array): Promise<InputEntry> {
  const path = join(await scratchFolder(), name);
  await writeFile(path, content);
  return { name, path, fromDirectory: false };
}

/** A stream that hands content over in chunks of this size, as a pipe does. */
export function streamEntry(content: string | Uint8Array, chunkBytes: number, name = '-'): InputEntry {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  return { name, path: null, fromDirectory: false, stream: chunks() };
}

export async function opened(entry: InputEntry): Promise<OpenInput> {
  const result = await openInput(entry);
  if (!result.ok) throw new Error(`${result.problem.name}: ${result.problem.message}`);
  return result.input;
}

export interface Content {
  readonly text: string;
  readonly damage: string | null;
  readonly compression: string;
}

/** Opens, reads to the end and closes. `damage` is its kind. */
export async function readAll(entry: InputEntry): Promise<Content> {
  const input = await opened(entry);
  const parts: Uint8Array[] = [];
  for await (const chunk of input.chunks()) parts.push(chunk);
  await input.close();
  return {
    text: Buffer.concat(parts).toString('latin1'),
    damage: input.damage?.kind ?? null,
    compression: input.compression,
  };
}
