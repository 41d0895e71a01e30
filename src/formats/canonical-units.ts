import type { FieldName } from './canonical-names.ts';
import { readNumber } from './numbers.ts';

/** A number in a unit × factor × 10^exponent is the number in the field's own unit. */
interface Unit {
  readonly factor: number;
  readonly exponent: number;
}

/** A decimal prefix: exact, because the digits only move. */
function decimal(exponent: number, factor = 1): Unit {
  return { factor, exponent };
}

const TIMES: ReadonlyMap<string, Unit> = new Map([
  ['ms', decimal(0)],
  ['s', decimal(3)],
  ['us', decimal(-3)],
  ['ns', decimal(-6)],
  ['min', decimal(4, 6)],
]);
const BITRATES: ReadonlyMap<string, Unit> = new Map([
  ['bps', decimal(0)],
  ['kbps', decimal(3)],
  ['Mbps', decimal(6)],
]);
const SIZES: ReadonlyMap<string, Unit> = new Map([
  ['B', decimal(0)],
  ['kB', decimal(3)],
  ['MB', decimal(6)],
  ['KiB', decimal(0, 1024)],
  ['MiB', decimal(0, 1024 ** 2)],
]);

const UNITS_BY_FIELD: ReadonlyMap<string, ReadonlyMap<string, Unit>> = new Map([
  ...fields(TIMES, ['pts', 'dts', 'duration', 'duration_ms', 'startup_ms', 'latency_ms', 'buffer_ms']),
  ...fields(TIMES, ['position_ms', 'ttfb_ms', 'rebuffer_ms', 'play_ms', 'watched_ms', 'rtt_ms', 'jitter_ms']),
  ...fields(BITRATES, ['bitrate', 'avg_bitrate', 'throughput']),
  ...fields(SIZES, ['size', 'bytes']),
]);

function fields(units: ReadonlyMap<string, Unit>, names: readonly FieldName[]) {
  return names.map((name) => [name, units] as const);
}

/** Units in which a field may be written, its own first; empty for one that has none. */
export function unitsOf(field: string): string[] {
  return [...(UNITS_BY_FIELD.get(field)?.keys() ?? [])];
}

/**
 * A value in a unit of its field (see {@link unitsOf}) as one in the field's own.
 *
 * @returns what is no finite number as it is: the reader says what is wrong with it
 */
export function inOwnUnit(field: string, unit: string, value: unknown): unknown {
  const of = UNITS_BY_FIELD.get(field)?.get(unit);
  const number = readNumber(value);
  if (of === undefined || !Number.isFinite(number)) return value;
  const scaled = number * of.factor;
  if (of.exponent === 0) return scaled;
  // Moved as text: 1.001 × 1000 is 1000.9999999999999, and no whole number of bytes.
  const [digits, exponent = '0'] = String(scaled).split('e');
  return Number(`${digits}e${Number(exponent) + of.exponent}`);
}
