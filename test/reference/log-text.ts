import type { CanonicalEvent } from './canonical-event.ts';
import { randomOf } from './random.ts';

export type TimeUnit = 's' | 'ms' | 'us' | 'ns' | 'rfc3339';

export interface TextOptions {
  /** How `ts` is written; default 'ms'. */
  readonly unit?: TimeUnit;
  /** Default '\n'. */
  readonly lineEnd?: string;
}

/** The events as NDJSON, one object a line. Times are written as digits, so that ns lose nothing. */
export function toNdjson(events: readonly CanonicalEvent[], options: TextOptions = {}): string {
  const lines = events.map(({ ts, ...rest }) => {
    const fields = Object.entries(rest).map(
      ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
    );
    return `{"ts":${timeText(ts, options.unit ?? 'ms')},${fields.join(',')}}`;
  });
  return lines.map((line) => line + (options.lineEnd ?? '\n')).join('');
}

/** The events as CSV with a header of all fields that occur; an absent field is an empty cell. */
export function toCsv(events: readonly CanonicalEvent[], options: TextOptions = {}): string {
  const names = [...new Set(events.flatMap((event) => Object.keys(event)))];
  const rows = events.map((event) => {
    const fields = new Map<string, unknown>(Object.entries(event));
    const cells = names.map((name) =>
      name === 'ts'
        ? timeText(event.ts, options.unit ?? 'ms').replaceAll('"', '')
        : cellText(fields.get(name)),
    );
    return cells.join(',');
  });
  return [names.join(','), ...rows].map((row) => row + (options.lineEnd ?? '\n')).join('');
}

function cellText(value: unknown): string {
  const text = value === undefined ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function timeText(ms: number, unit: TimeUnit): string {
  if (unit === 's') return (ms / 1000).toFixed(3);
  if (unit === 'us') return `${ms}000`;
  if (unit === 'ns') return `${ms}000000`;
  return unit === 'ms' ? String(ms) : JSON.stringify(new Date(ms).toISOString());
}

/** Every event so much later. */
export function shifted(events: readonly CanonicalEvent[], byMs: number): CanonicalEvent[] {
  return events.map((event) => ({ ...event, ts: event.ts + byMs }));
}

/** The events in a random order of their own. */
export function shuffled(events: readonly CanonicalEvent[], seed: number): CanonicalEvent[] {
  return shuffledWithin(events, Number.MAX_SAFE_INTEGER / 4, seed);
}

/**
 * The events out of order, but none stands behind one that is `latenessMs` or more later than it: a reader
 * that waits that long sees every one in time.
 */
export function shuffledWithin(
  events: readonly CanonicalEvent[],
  latenessMs: number,
  seed: number,
): CanonicalEvent[] {
  const random = randomOf(seed);
  const arrivals = events.map((event) => ({ event, atMs: event.ts + random.next() * latenessMs }));
  return arrivals.sort((a, b) => a.atMs - b.atMs).map(({ event }) => event);
}

/**
 * The same NDJSON as another writer would have left it: keys in another order, fields nobody knows, blank
 * lines. Nothing of it may change a figure.
 */
export function disguised(ndjson: string, seed: number): string {
  const random = randomOf(seed);
  const lines = ndjson.split('\n').filter((line) => line !== '');
  const changed = lines.flatMap((line) => {
    const fields = Object.entries(JSON.parse(line) as object).map(
      ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    );
    if (random.chance(0.3)) fields.push('"x_unknown": {"deep": [1, null, "ts"]}');
    if (random.chance(0.3)) fields.push('"x_note": "a, b\\n\\u00e9"');
    const order = fields.map((field) => ({ field, key: random.next() })).sort((a, b) => a.key - b.key);
    const text = `{ ${order.map(({ field }) => field).join(', ')} }`;
    return random.chance(0.2) ? ['', text] : random.chance(0.1) ? ['  \t', text] : [text];
  });
  return changed.map((line) => `${line}\n`).join('');
}
