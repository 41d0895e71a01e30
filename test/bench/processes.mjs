// Whole processes, started, timed and compared. Wall time is the caller's: from before the start to after the end.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const MEASURE = new URL('./measure.mjs', import.meta.url).href;

function timed(command, args, env) {
  const startMs = performance.now();
  const done = spawnSync(command, args, {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const wallMs = performance.now() - startMs;
  if (done.error !== undefined) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${done.status}\n${done.stderr}`);
  return { wallMs, stdout: done.stdout, stderr: done.stderr };
}

/** Node on these arguments: what it printed, its wall and CPU time, and its peak memory. */
export function node(scratch, args) {
  const file = join(scratch, 'measure.json');
  rmSync(file, { force: true });
  const env = { ...process.env, BENCH_MEASURE: file };
  const { wallMs, stdout } = timed(process.execPath, ['--import', MEASURE, ...args], env);
  const taken = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return { wallMs, cpuMs: taken.cpuMs, peakBytes: taken.peakBytes, stdout };
}

/** Node without anything loaded to measure it: wall time only, for what takes a tenth of a second. */
export function bareNode(args) {
  const { wallMs, stdout } = timed(process.execPath, args, process.env);
  return { wallMs, stdout };
}

/** Another program with its output to nowhere. Bash counts the CPU time of its children; nothing here counts memory. */
export function other(command, args) {
  const script = 'TIMEFORMAT=\'%U %S\'; time "$@" > /dev/null';
  const { wallMs, stderr } = timed('bash', ['-c', script, 'bash', command, ...args], {
    ...process.env,
    LC_ALL: 'C',
  });
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { wallMs, cpuMs: (user + system) * 1000 };
}

/** Whether a program can be started by this name. */
export function has(command) {
  return spawnSync('bash', ['-c', 'command -v -- "$1"', 'bash', command]).status === 0;
}

/** Runs all contestants in turn, so that a machine that slows down slows all of them. Name → its runs. */
export function inTurn(rounds, contestants) {
  const runs = new Map([...contestants.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of contestants) runs.get(name).push(run());
  }
  return runs;
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const rounded = (value, digits) => (value === undefined ? null : Number(value.toFixed(digits)));

/** Medians of runs of one contestant; null for what was not measured. */
export function summary(runs) {
  const walls = runs.map((run) => run.wallMs);
  const known = (value) => runs.every((run) => run[value] !== undefined);
  return {
    runs: runs.length,
    wall_ms: rounded(median(walls), 1),
    wall_ms_min: rounded(Math.min(...walls), 1),
    wall_ms_max: rounded(Math.max(...walls), 1),
    cpu_per_wall: known('cpuMs') ? rounded(median(runs.map((run) => run.cpuMs / run.wallMs)), 2) : null,
    peak_mib: known('peakBytes') ? rounded(median(runs.map((run) => run.peakBytes)) / 2 ** 20, 0) : null,
  };
}
