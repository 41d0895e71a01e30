import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { FieldMap } from '../model/field-map.ts';
import type { TimePoint } from '../reading/window.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../run-options.ts';

/** Options of every command that reads input, as commander hands them over. */
export interface InputFlags {
  readonly inputFormat?: string;
  readonly fields?: string;
  readonly map?: readonly string[];
  readonly start?: readonly string[];
  readonly offset?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly stream?: string;
  readonly bucket?: string;
  readonly timezone?: string;
  readonly lateness?: string;
  readonly sessionTimeout?: string;
  readonly threads?: number;
}

/** Adds the options that say what the input is and how its clock is read. */
export function addInputOptions(command: Command, has = { window: true }): Command {
  command
    .argument(
      '[INPUT...]',
      'files, directories, or - for standard input (the default when something is piped in)',
    )
    .option('--input-format <NAME>', 'read the input as this format instead of detecting it (see "formats")')
    .option('--fields <LIST>', 'column names of an input without a header, separated by commas')
    .option(
      '--map <MAP>',
      'fields of NDJSON or CSV with other names: ts=time,viewer_id=user.id or a YAML file (repeatable)',
      collect,
    )
    .option('--start <FILE=T>', 'wall-clock time of media time 0 of a file (repeatable)', collect)
    .option('--offset <FILE=D>', 'correct the clock of a file, e.g. edge.log=-2s (repeatable)', collect);
  if (has.window) {
    command
      .option('--from <T>', 'begin of the window: RFC 3339, +5m from the start, or HH:MM[:SS]')
      .option('--to <T>', 'end of the window, not included; typed like --from');
  }
  return command
    .option('--stream <ID>', 'only this stream, by id or name')
    .option('--timezone <ZONE>', 'zone of times without an offset, and of times shown to people', 'UTC')
    .option(
      '--lateness <D>',
      'absorb disorder up to this; later events are late (default: 10s, files are sorted whole)',
    )
    .option(
      '--session-timeout <D>',
      'a session with heartbeats ends this long after its last event (default: 90s)',
    )
    .option(
      '--threads <N>',
      'most threads for large inputs (default: one a core, up to 4); the result is the same for all',
      positiveInteger,
    );
}

/** Adds the width of buckets, for commands that show series. */
export function addBucketOption(command: Command): Command {
  return command.option(
    '--bucket <D>',
    'width of the buckets of series, whole seconds (default: 1s, wider for long logs)',
  );
}

/** Values of an option that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}$/.test(text) || value < 1)
    throw new UsageError(`--threads: expected a number from 1 to 999, found ${text}`);
  return value;
}

/**
 * The run that flags ask for.
 *
 * @throws UsageError naming the flag, what came and what was expected
 */
export async function runOptionsOf(flags: InputFlags): Promise<RunOptions> {
  const timezone = flags.timezone ?? 'UTC';
  await checkTimezone(timezone);
  const { parseDuration, parseInstant } = await import('../formats/time.ts');
  const duration = (flag: string, text: string): number => durationOf(flag, text, parseDuration(text));
  const instant = (text: string): number => instantOf('--start', text, parseInstant(text, timezone));
  return {
    ...DEFAULT_OPTIONS,
    threads: flags.threads ?? null,
    lane: laneOf(process.env['STREAM_ANALYTICS_LANE'] ?? ''),
    inputFormat: flags.inputFormat ?? null,
    fields: flags.fields === undefined ? null : fieldList(flags.fields),
    map: flags.map === undefined ? null : await fieldMapOf(flags.map),
    starts: byFile('--start', flags.start, instant),
    offsets: byFile('--offset', flags.offset, (text) => offsetOf(text, parseDuration(text))),
    from: flags.from === undefined ? null : await timePointOf('--from', flags.from, timezone),
    to: flags.to === undefined ? null : await timePointOf('--to', flags.to, timezone),
    stream: flags.stream ?? null,
    bucketMs: await bucketMsOf(flags.bucket),
    timezone,
    latenessMs: flags.lateness === undefined ? null : duration('--lateness', flags.lateness),
    sessionTimeoutMs:
      flags.sessionTimeout === undefined
        ? DEFAULT_OPTIONS.sessionTimeoutMs
        : duration('--session-timeout', flags.sessionTimeout),
  };
}

/** @throws UsageError when there is no such zone */
export async function checkTimezone(timezone: string): Promise<void> {
  const { isTimezone } = await import('../formats/time-zone.ts');
  if (isTimezone(timezone)) return;
  throw new UsageError(`--timezone: expected a zone like Europe/Berlin, found ${timezone}`);
}

/**
 * The width that `--bucket` asks for, ms; null when it was not typed.
 *
 * @throws UsageError when it is no whole seconds
 */
export async function bucketMsOf(text: string | undefined): Promise<number | null> {
  if (text === undefined) return null;
  const { parseDuration } = await import('../formats/time.ts');
  const ms = parseDuration(text);
  if (ms !== null && ms >= 1000 && ms % 1000 === 0) return ms;
  throw new UsageError(`--bucket: expected whole seconds or more like 10s or 1m, found ${text}`);
}

/**
 * A point of log time as typed for `--from`, `--to` and `--at`.
 *
 * @throws UsageError naming the flag
 */
export async function timePointOf(flag: string, text: string, timezone: string): Promise<TimePoint> {
  const { parseDuration, parseInstant } = await import('../formats/time.ts');
  const typed = `${flag} ${text}`;
  if (text.startsWith('+')) {
    const after = text.slice(1);
    return { kind: 'after-start', offsetMs: durationOf(flag, after, parseDuration(after)), typed };
  }
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (clock === null)
    return { kind: 'instant', atMs: instantOf(flag, text, parseInstant(text, timezone)), typed };
  const [, hours, minutes, seconds = '0'] = clock;
  const dayMs = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return { kind: 'time-of-day', dayMs, typed };
}

function durationOf(flag: string, text: string, ms: number | null): number {
  if (ms !== null && ms >= 0) return ms;
  throw new UsageError(`${flag}: expected a duration like 500ms, 90s or 5m, found ${text}`);
}

function offsetOf(text: string, ms: number | null): number {
  if (ms !== null) return ms;
  throw new UsageError(`--offset: expected a duration like -2s or +500ms, found ${text}`);
}

function instantOf(flag: string, text: string, ms: number | null): number {
  if (ms !== null) return ms;
  throw new UsageError(`${flag}: expected a time like 2026-05-30T20:00:00Z, +5m or 20:41, found ${text}`);
}

async function fieldMapOf(typed: readonly string[]): Promise<FieldMap> {
  const { readFieldMap } = await import('./field-map.ts');
  return await readFieldMap(typed);
}

function fieldList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === ''))
    throw new UsageError(`--fields: expected names separated by commas, found ${text}`);
  return names;
}

function byFile(
  flag: string,
  pairs: readonly string[] | undefined,
  parse: (text: string) => number,
): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const pair of pairs ?? []) {
    // A file's name may hold an equals sign, a time or duration cannot.
    const at = pair.lastIndexOf('=');
    if (at < 1) throw new UsageError(`${flag}: expected FILE=VALUE, found ${pair}`);
    values.set(pair.slice(0, at), parse(pair.slice(at + 1)));
  }
  return values;
}

/** For tests and for whoever doubts a report: both lanes must say the same. */
function laneOf(asked: string): RunOptions['lane'] {
  return asked === 'library' || asked === 'fast' ? asked : 'auto';
}

/** Inputs as typed; standard input when none is and something is piped in. */
export function inputNames(typed: readonly string[]): readonly string[] {
  if (typed.includes('')) throw new UsageError("an input's name is empty: name a file or a directory, or -");
  if (typed.length > 0) return typed;
  if (process.stdin.isTTY === true) {
    throw new UsageError('no input: name a file or a directory, or pipe something in');
  }
  return ['-'];
}
