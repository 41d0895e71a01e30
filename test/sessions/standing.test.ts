import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SessionEnd, ViewerFacts } from '../../src/model/viewer-facts.ts';
import { isOrdered } from '../../src/replay/order.ts';
import { ViewerSessions } from '../../src/sessions/viewer-sessions.ts';
import { replayedRows } from '../live/replayed-rows.ts';
import { generateLog } from '../reference/generate.ts';
import { toNdjson } from '../reference/log-text.ts';

const PENDING = new Set(['span', 'stall', 'qualitySwitch']);

/** Notes every fact as its name and its values; of sessions, batches and rows it notes nothing. */
function recorder(): { readonly facts: ViewerFacts; readonly told: string[] } {
  const told: string[] = [];
  const facts = new Proxy({} as ViewerFacts, {
    get:
      (_, fact) =>
      (...values: unknown[]) => {
        const plain = values.filter((value) => typeof value !== 'object' || isOutcome(value));
        told.push(JSON.stringify([fact, ...plain.map((value) => (Number.isNaN(value) ? 'NaN' : value))]));
      },
  });
  return { facts, told };
}

function isOutcome(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'resolution' in value;
}

interface Run {
  readonly sessions: ViewerSessions;
  readonly told: string[];
}

function begin(startMs: number): Run {
  const { facts, told } = recorder();
  return { sessions: new ViewerSessions(facts, 90_000, () => startMs), told };
}

function pendingOf(told: readonly string[]): string[] {
  return told.filter((line) => PENDING.has((JSON.parse(line) as [string])[0])).sort(byText);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

it(
  'what open sessions tell when peeked at is what they tell at the end, and nothing changes',
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.nat(),
        fc.constantFrom(0, 0, 1, 90_000, 3_700_000),
        async (seed, pick, laterMs) => {
          const { rows } = await replayedRows(toNdjson(generateLog(seed)));
          const until = pick % rows.length;
          const startMs = rows.timeMs[0] as number;
          const peeked = begin(startMs);
          const ended = begin(startMs);
          const untouched = begin(startMs);
          for (let row = 0; row <= until; row++) {
            if (!isOrdered(rows, row)) continue;
            for (const { sessions } of [peeked, ended, untouched]) sessions.fold(rows, row);
          }
          const asOfMs = (rows.timeMs[until] as number) + laterMs;

          const seen = recorder();
          const standing = [...peeked.sessions.standing(asOfMs)];
          for (const { session, toMs } of standing) session.peek(toMs, seen.facts);
          const before = ended.told.length;
          ended.sessions.end(asOfMs);
          const atEnd = ended.told.slice(before);
          expect(seen.told.sort(byText)).toEqual(pendingOf(atEnd));
          const ends = standing.map(({ session, toMs, end }) => JSON.stringify([session.fromMs, toMs, end]));
          const closings = atEnd
            .map((line) => JSON.parse(line) as [string, { fromMs: number; toMs: number; end: SessionEnd }])
            .filter(([fact]) => fact === 'closed')
            .map(([, { fromMs, toMs, end }]) => JSON.stringify([fromMs, toMs, end]));
          expect(ends.sort(byText)).toEqual(closings.sort(byText));

          for (let row = until + 1; row < rows.length; row++) {
            if (!isOrdered(rows, row)) continue;
            for (const { sessions } of [peeked, untouched]) sessions.fold(rows, row);
          }
          for (const { sessions } of [peeked, untouched])
            sessions.end(rows.timeMs[rows.length - 1] as number);
          expect(peeked.told).toEqual(untouched.told);
        },
      ),
      { numRuns: 300 },
    ),
  120_000,
);
