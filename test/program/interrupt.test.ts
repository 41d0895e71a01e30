import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './built-program.ts';

const MAIN = join(ROOT, 'bin', 'stream-analytics.js');
const TIME_LIMIT_MS = 60_000;
/** From the signal to the end (product sections 7 and reliability B12), with room for a busy machine. */
const ENDS_WITHIN_MS = 1000;
const NOTHING_READ = 'stream-analytics: interrupted before anything was read\n';
/** So many that opening them takes far longer than it takes to interrupt. */
const MANY_FILES = 20_000;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stream-analytics-interrupt-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a shell would show: a death by signal is 128 and its number. */
interface End {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Writes a byte to descriptor 3 when somebody begins to listen for SIGINT. */
const TELL = `import { writeSync } from 'node:fs';
process.on('newListener', (name) => { if (name === 'SIGINT') writeSync(3, '!'); });`;

/** Starts the program and waits until it listens for signals, and some time more for what it does then. */
async function start(...args: string[]): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(TELL)}`, MAIN, ...args],
    {
      cwd: ROOT,
      env: { COLUMNS: '80', LC_ALL: 'C.UTF-8', TMPDIR: folder },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    },
  );
  await new Promise((resolve) => child.stdio[3]?.once('data', resolve));
  await new Promise((resolve) => setTimeout(resolve, 300));
  return child;
}

/** Sends a signal and waits for the end; standard input stays open. */
async function endOf(child: ChildProcess, signal: 'SIGINT' | 'SIGTERM'): Promise<End> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  child.stderr?.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const ended = new Promise<number>((resolve) => {
    child.on('close', (code, by) => resolve(code ?? (by === 'SIGINT' ? 130 : by === 'SIGTERM' ? 143 : -1)));
  });
  const beganMs = performance.now();
  child.kill(signal);
  const exit = await ended;
  return { exit, stdout, stderr, tookMs: performance.now() - beganMs };
}

describe.skipIf(process.platform !== 'linux')('an interrupt', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s is heard while standard input is silent',
    async (signal) => {
      const child = await start('report', '-');
      const end = await endOf(child, signal);
      expect(end).toMatchObject({ exit: signal === 'SIGINT' ? 130 : 143, stdout: '', stderr: NOTHING_READ });
      expect(end.tookMs).toBeLessThan(ENDS_WITHIN_MS);
    },
    TIME_LIMIT_MS,
  );

  it.each(['report', 'snapshot'])(
    'is heard by %s while a named pipe has no writer, or a silent one',
    async (command) => {
      const pipe = join(folder, `${command}.pipe`);
      execFileSync('mkfifo', [pipe]);
      const args = command === 'snapshot' ? ['snapshot', pipe, '--at', '+1m'] : ['report', pipe];
      for (const hasWriter of [false, true]) {
        const writer = hasWriter ? openSync(pipe, 'r+') : null;
        const child = await start(...args);
        const end = await endOf(child, 'SIGINT');
        expect(end).toMatchObject({ exit: 130, stdout: '', stderr: NOTHING_READ });
        expect(end.tookMs).toBeLessThan(ENDS_WITHIN_MS);
        if (writer !== null) closeSync(writer);
      }
    },
    TIME_LIMIT_MS,
  );

  it(
    'is heard while directories are listed',
    async () => {
      const many = join(folder, 'many');
      mkdirSync(many);
      for (let i = 0; i < MANY_FILES; i++) writeFileSync(join(many, `${i}.log`), 'the same\n');
      const child = await start('report', many);
      const end = await endOf(child, 'SIGINT');
      expect(end).toMatchObject({ exit: 130, stdout: '', stderr: NOTHING_READ });
      expect(end.tookMs).toBeLessThan(ENDS_WITHIN_MS);
    },
    TIME_LIMIT_MS,
  );

  it(
    'prints what was read of an input that fell silent, marked as incomplete',
    async () => {
      const child = await start('report', '-', '--format', 'json');
      const line = (i: number) =>
        `{"type":"request","ts":${1_767_225_600_000 + i},"status":200,"url":"/${'x'.repeat(200)}"}\n`;
      const text = Array.from({ length: 20_000 }, (_, i) => line(i)).join('');
      await new Promise<void>((resolve) => child.stdin?.write(text, () => resolve()));
      // What is still in the pipe may or may not be read before the signal is.
      const end = await endOf(child, 'SIGINT');
      expect({ exit: end.exit, stderr: end.stderr }).toEqual({ exit: 130, stderr: '' });
      expect(end.tookMs).toBeLessThan(ENDS_WITHIN_MS);
      const report = JSON.parse(end.stdout) as { complete: boolean; cdn: { requests: number } };
      expect(report.complete).toBe(false);
      expect(report.cdn.requests).toBeGreaterThan(1000);
      expect(report.cdn.requests).toBeLessThanOrEqual(20_000);
    },
    TIME_LIMIT_MS,
  );

  it(
    'leaves no half of a converted file',
    async () => {
      const path = join(folder, 'events.csv');
      const child = await start('convert', '-', '-o', path);
      const line = (i: number) => `{"type":"request","ts":${1_767_225_600_000 + i},"status":200}\n`;
      const text = Array.from({ length: 20_000 }, (_, i) => line(i)).join('');
      await new Promise<void>((resolve) => child.stdin?.write(text, () => resolve()));
      expect(await endOf(child, 'SIGINT')).toMatchObject({ exit: 130, stdout: '' });
      expect(readdirSync(folder).filter((name) => /events|stream-analytics/.test(name))).toEqual([]);
    },
    TIME_LIMIT_MS,
  );

  it(
    'is heard by convert while nobody reads what it writes',
    async () => {
      const child = await start('convert', 'fixtures/event', '--as', 'csv');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(child.exitCode).toBeNull();
      const exit = new Promise((resolve) => child.on('exit', (code, by) => resolve(by ?? code)));
      child.kill('SIGINT');
      expect([130, 'SIGINT']).toContain(await exit);
    },
    TIME_LIMIT_MS,
  );

  it(
    'ends the wait for the reader of a pipe that a result goes to',
    async () => {
      const pipe = join(folder, 'result.pipe');
      execFileSync('mkfifo', [pipe]);
      const child = await start('report', 'fixtures/event', '--quiet', '-o', `json=${pipe}`);
      // The report is on its way once it lies in a temporary file.
      while (!readdirSync(folder).some((name) => name.startsWith('.stream-analytics-'))) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const end = await endOf(child, 'SIGINT');
      expect(end.exit).toBe(130);
      expect(end.stderr).toContain('interrupted while its reader was waited for');
      expect(end.tookMs).toBeLessThan(ENDS_WITHIN_MS);
    },
    TIME_LIMIT_MS,
  );
});
