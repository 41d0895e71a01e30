import type { FieldName } from '../formats/canonical-names.ts';
import { unitsOf } from '../formats/canonical-units.ts';
import { readNumber } from '../formats/numbers.ts';
import type { FieldFacts } from './log-facts.ts';
import { shareThat } from './value-tests.ts';

/** Bounds of a video's bitrate in each unit: they do not overlap. Below 100 kbit/s there is no video, above 100 Mbit/s no stream. */
const BITRATES = [
  ['bps', 100_000, 100_000_000],
  ['kbps', 100, 99_999],
  ['Mbps', 0.1, 99.9],
] as const;
/** Share of the values that must be within them; missing ones are often 0 or -1. */
const MOST = 0.9;

/**
 * The unit that the values of a field can only have.
 *
 * @returns null when they do not tell: a length of time may have any
 */
export function rangeUnit(field: FieldName, source: FieldFacts): string | null {
  const units = unitsOf(field);
  if (units.includes('B')) return 'B';
  if (!units.includes('bps')) return null;
  const there = {
    ...source,
    byRecord: new Map([...source.byRecord].filter(([, value]) => readNumber(value) > 0)),
  };
  const fitting = BITRATES.filter(([, min, max]) => {
    const within = (value: unknown) => readNumber(value) >= min && readNumber(value) <= max;
    return shareThat(there, within) >= MOST;
  });
  return fitting.length === 1 ? (fitting[0]?.[0] ?? null) : null;
}
