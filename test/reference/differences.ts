import type { CanonicalEvent } from './canonical-event.ts';

/** Two quotients of the same integers may differ in their last digits, and no more. */
const TOLERANCE = 1e-9;

/**
 * Where two JSON values differ, one line a place: `path: expected X, found Y`. Numbers are equal within 1e-9
 * of their size; the order of keys does not matter.
 *
 * @returns an empty list when they are equal
 */
export function differences(expected: unknown, found: unknown, path: string): string[] {
  if (typeof expected === 'number' && typeof found === 'number') {
    const size = Math.max(1, Math.abs(expected), Math.abs(found));
    if (Math.abs(expected - found) <= TOLERANCE * size) return [];
  }
  if (isObject(expected) && isObject(found)) {
    const before = new Map(Object.entries(expected));
    const after = new Map(Object.entries(found));
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
      differences(before.get(key), after.get(key), `${path}.${key}`),
    );
  }
  if (Object.is(expected, found)) return [];
  return [`${path}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * The shortest log that still fails, found by leaving out events as long as that keeps it failing: first
 * halves, then smaller runs, then single events.
 */
export async function smallest(
  events: readonly CanonicalEvent[],
  fails: (events: readonly CanonicalEvent[]) => Promise<boolean>,
): Promise<readonly CanonicalEvent[]> {
  let kept = events;
  for (let run = Math.ceil(events.length / 2); run >= 1; ) {
    const before = kept.length;
    for (let at = 0; at < kept.length; ) {
      const rest = [...kept.slice(0, at), ...kept.slice(at + run)];
      if (rest.length > 0 && (await fails(rest))) kept = rest;
      else at += run;
    }
    // Single events are tried until a whole round leaves out none.
    if (run > 1) run = Math.floor(run / 2);
    else if (kept.length === before) break;
  }
  return kept;
}
