import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository: where every command runs. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** 128 when a signal ended the shell itself. */
  readonly exit: number;
}

/** A folder whose only command, `stream-analytics`, runs what `npm run build` left in `dist/`. */
function folderOfCommand(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stream-analytics-bin-'));
  const main = join(ROOT, 'bin', 'stream-analytics.js');
  const quoted = [process.execPath, main].map((path) => `'${path.replaceAll("'", `'\\''`)}'`).join(' ');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'stream-analytics'), `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  return folder;
}

let command: string | undefined;

/**
 * Runs one shell line that says `stream-analytics`, at the root of the repository. The environment is fixed and
 * nothing of it comes from outside: UTC, 80 columns, UTF-8, no terminal, so no colour. Nothing is on standard input
 * unless the line redirects it. `TMPDIR` is a new folder of this run.
 *
 * @param env - added to the fixed environment
 */
export async function runLine(line: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  command ??= folderOfCommand();
  const path = [command, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
  const fixed = { PATH: path, TZ: 'UTC', LC_ALL: 'C.UTF-8', COLUMNS: '80' };
  const scratch = mkdtempSync(join(tmpdir(), 'stream-analytics-run-'));
  const child = spawn('bash', ['-o', 'pipefail', '-c', line], {
    cwd: ROOT,
    env: { ...fixed, TMPDIR: scratch, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [child.stdout, child.stderr].map((pipe) => {
    const chunks: Buffer[] = [];
    pipe.on('data', (chunk: Buffer) => chunks.push(chunk));
    return chunks;
  });
  const exit = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 128));
  });
  rmSync(scratch, { recursive: true, force: true });
  return { stdout: Buffer.concat(stdout ?? []), stderr: Buffer.concat(stderr ?? []), exit };
}
