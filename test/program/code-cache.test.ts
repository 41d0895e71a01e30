import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from './built-program.ts';

const LOG = join(ROOT, 'test/cases/worked-example/log.ndjson');
/** Runs the command, then says on standard error of each loaded file whether V8 took its kept code. */
const RUN_AND_TELL = `
  const { load, scripts } = require('./bin/program.js');
  load('main.js').main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
    const rows = [...scripts].map(([name, { cachedDataRejected }]) => [name, cachedDataRejected === false]);
    process.stderr.write(JSON.stringify(rows));
  });`;

interface Told {
  readonly stdout: string;
  readonly exit: number | null;
  /** Loaded files whose kept code was taken, and those whose was not. */
  readonly taken: string[];
  readonly made: string[];
}

let folder = '';
let program = '';

function run(args: readonly string[], flags: readonly string[] = []): Told {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, 'run-and-tell.cjs', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { TZ: 'UTC', LC_ALL: 'C.UTF-8', COLUMNS: '80' },
  });
  const rows = JSON.parse(stderr) as [string, boolean][];
  const names = (wanted: boolean): string[] =>
    rows.filter(([, taken]) => taken === wanted).map(([name]) => name);
  return { stdout, exit: status, taken: names(true), made: names(false) };
}

function caches(): string[] {
  return readdirSync(program).filter((name) => name.endsWith('.cache'));
}

/** Rewrites the bytes of every cache; null removes it. */
function rewriteCaches(change: (bytes: Buffer, name: string) => Buffer | null): void {
  for (const name of caches()) {
    const path = join(program, name);
    const bytes = change(readFileSync(path), name);
    if (bytes === null) rmSync(path);
    else writeFileSync(path, bytes);
  }
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-cache-'));
  program = join(folder, 'dist', 'program');
  cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
  cpSync(join(ROOT, 'dist', 'program'), program, { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  writeFileSync(join(folder, 'run-and-tell.cjs'), RUN_AND_TELL);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
});

afterEach(() => {
  chmodSync(program, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

describe('kept code', () => {
  const expected = readFileSync(join(ROOT, 'test/cases/worked-example/stdout'), 'utf8');

  it.each([
    { args: ['--version'] },
    { args: ['report', LOG] },
    { args: ['report', LOG, '--format', 'json'] },
    { args: ['report', join(ROOT, 'fixtures/ffprobe/gap.ts.json')] },
    { args: ['report', join(ROOT, 'fixtures/media/all.ts')] },
    { args: ['inspect', LOG] },
  ])('is there for every file that is loaded by: $args', ({ args }) => {
    const { exit, taken, made } = run(args);
    expect({ exit, made }).toEqual({ exit: 0, made: [] });
    expect(taken).toContain('main.js');
  });

  it.each<{ name: string; change: (bytes: Buffer, name: string) => Buffer | null }>([
    { name: 'missing', change: () => null },
    { name: 'empty', change: () => Buffer.alloc(0) },
    { name: 'shorter than its header', change: (bytes) => bytes.subarray(0, 7) },
    { name: 'cut short', change: (bytes) => bytes.subarray(0, bytes.length - 1) },
    { name: 'damaged in its header', change: (bytes) => flipped(bytes, 0) },
    { name: 'damaged in its middle', change: (bytes) => flipped(bytes, bytes.length >> 1) },
    { name: 'damaged at its end', change: (bytes) => flipped(bytes, bytes.length - 1) },
    {
      name: 'of another file',
      change: (_, name) =>
        readFileSync(
          join(ROOT, 'dist/program', name === 'main.js.cache' ? 'pipeline.js.cache' : 'main.js.cache'),
        ),
    },
  ])('is made again where it is $name', ({ change }) => {
    rewriteCaches(change);
    const { stdout, exit, taken, made } = run(['report', LOG]);
    expect({ exit, taken }).toEqual({ exit: 0, taken: [] });
    expect(made).toContain('shard-task.js');
    expect(stdout).toBe(expected);
  });

  it('is made again where another text of equal length stands in the file', () => {
    const main = join(program, 'main.js');
    writeFileSync(main, readFileSync(main, 'utf8').replace('Replays captures', 'Reviews captures'));
    const { stdout, made } = run(['--help']);
    expect(made).toEqual(['main.js']);
    expect(stdout).toContain('Reviews captures');
  });

  it('is made again where V8 runs with other flags', () => {
    const { stdout, exit, taken } = run(['report', LOG], ['--no-lazy-feedback-allocation']);
    expect({ exit, taken }).toEqual({ exit: 0, taken: [] });
    expect(stdout).toBe(expected);
  });

  it('is only read: the program runs from a place where nothing may be written, and changes none of it', () => {
    const bytesOf = (): string[] =>
      readdirSync(program).map((name) => readFileSync(join(program, name), 'latin1'));
    const before = bytesOf();
    for (const name of readdirSync(program)) chmodSync(join(program, name), 0o444);
    chmodSync(program, 0o555);
    const { stdout, made } = run(['report', LOG]);
    expect(made).toEqual([]);
    expect(stdout).toBe(expected);
    expect(bytesOf()).toEqual(before);
  });

  it('holds no import(), which scripts with kept code cannot do', () => {
    const files = readdirSync(program).filter((name) => name.endsWith('.js'));
    expect(files).toContain('media.js');
    expect(files.filter((name) => /[^.\w]import\(/.test(readFileSync(join(program, name), 'utf8')))).toEqual(
      [],
    );
  });

  it('is in the package', () => {
    const packed = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const [manifest] = JSON.parse(packed.stdout) as { files: { path: string }[] }[];
    const paths = manifest?.files.map(({ path }) => path) ?? [];
    expect(caches()).not.toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(caches().map((name) => `dist/program/${name}`)));
    expect(paths).toEqual(
      expect.arrayContaining([
        'bin/package.json',
        'bin/program.js',
        'dist/program/package.json',
        'dist/index.js',
      ]),
    );
  });
});
