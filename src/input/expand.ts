import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { Note } from '../model/report.ts';
import { systemMessage } from '../model/system-message.ts';
import { FileIdentities } from './file-identities.ts';

/** One input to be read. */
export interface InputEntry {
  /** As shown to people: the name as typed, or the directory as typed and the rest of the path. */
  readonly name: string;
  /** Null: standard input, or `stream` where it is given. */
  readonly path: string | null;
  /** Found in a directory, not named: when no format fits, it is skipped and named instead of being a fault. */
  readonly fromDirectory: boolean;
  /** Content handed over by a library user. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** An input that cannot be used, and why. */
export interface InputProblem {
  readonly name: string;
  readonly message: string;
}

export interface Expansion {
  readonly entries: readonly InputEntry[];
  /** `same_file`, `hidden_skipped`, `not_a_file`, each naming one file. */
  readonly notes: readonly Note[];
  readonly problems: readonly InputProblem[];
}

/**
 * Turns names as typed into the inputs to read, in the order typed. Directories are walked recursively, bytewise
 * sorted; hidden files in them are skipped and named. A file met twice (same device and inode, or same size and
 * SHA-256) is read once. `-` is standard input.
 *
 * @returns problems instead of throwing: a missing file does not stop the others
 */
export async function expandInputs(names: readonly string[]): Promise<Expansion> {
  const walk = new Walk();
  for (const name of names) {
    if (name === '-') walk.addStandardInput();
    else await walk.addPath(name, false);
  }
  return walk;
}

class Walk implements Expansion {
  readonly entries: InputEntry[] = [];
  readonly notes: Note[] = [];
  readonly problems: InputProblem[] = [];
  private readonly files = new FileIdentities();
  private readonly directories = new Set<string>();

  addStandardInput(): void {
    if (this.entries.some((entry) => entry.path === null))
      this.note('same_file', '-: named twice, read once');
    else this.entries.push({ name: '-', path: null, fromDirectory: false });
  }

  async addPath(path: string, fromDirectory: boolean): Promise<void> {
    let found: Stats;
    try {
      found = await stat(path);
    } catch (error) {
      this.problems.push({ name: path, message: systemMessage(error) });
      return;
    }
    if (found.isDirectory()) await this.addDirectory(path, `${found.dev}:${found.ino}`);
    else if (found.isFile()) await this.addFile(path, found, fromDirectory);
    else if (fromDirectory) this.note('not_a_file', `${path}: not a regular file, skipped`);
    else if (found.isSocket()) this.problems.push({ name: path, message: 'is a socket' });
    else this.entries.push({ name: path, path, fromDirectory });
  }

  private async addDirectory(path: string, identity: string): Promise<void> {
    // A directory that links to one above it would be walked for ever.
    if (this.directories.has(identity)) {
      this.note('same_file', `${path}: a directory already read, skipped`);
      return;
    }
    this.directories.add(identity);
    let children: string[];
    try {
      children = await readdir(path);
    } catch (error) {
      this.problems.push({ name: path, message: systemMessage(error) });
      return;
    }
    if (children.length === 0) this.problems.push({ name: path, message: 'an empty directory' });
    const base = path.endsWith('/') ? path : `${path}/`;
    for (const child of children.sort(bytewise)) {
      if (child.startsWith('.')) this.note('hidden_skipped', `${base}${child}: hidden, skipped`);
      else await this.addPath(`${base}${child}`, true);
    }
  }

  private async addFile(path: string, found: Stats, fromDirectory: boolean): Promise<void> {
    const earlier = await this.files.earlier(path, found);
    if (earlier === null) this.entries.push({ name: path, path, fromDirectory });
    else this.note('same_file', `${path}: the same file as ${earlier}, read once`);
  }

  private note(code: string, text: string): void {
    this.notes.push({ code, text });
  }
}

function bytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
