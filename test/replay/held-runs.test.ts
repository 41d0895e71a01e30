import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeldRuns } from '../../src/replay/held-runs.ts';
import { putInOrder, sorted } from '../../src/replay/order.ts';
import { batchOf, linesOf, type Row } from './rows.ts';

/** Lines handed out before a time, and in how many stretches. */
function taken(held: HeldRuns, beforeMs: number): { lines: number[]; stretches: number } {
  const lines: number[] = [];
  let stretches = 0;
  for (; held.take(beforeMs); stretches++) lines.push(...linesOf(held.rows).slice(held.from, held.to));
  return { lines, stretches };
}

function add(held: HeldRuns, rows: readonly Row[]): void {
  const batch = batchOf(rows);
  held.add(batch, putInOrder(batch, Uint32Array.from(rows.keys())));
}

describe('HeldRuns', () => {
  it('hands out runs that follow each other whole, and nothing from the limit on', () => {
    const held = new HeldRuns();
    add(held, [
      { at: 1, line: 1 },
      { at: 2, line: 2 },
    ]);
    add(held, [
      { at: 3, line: 3 },
      { at: 9, line: 4 },
    ]);
    expect(taken(held, 9)).toEqual({ lines: [1, 2, 3], stretches: 2 });
    expect(taken(held, 9)).toEqual({ lines: [], stretches: 0 });
    expect(taken(held, 10)).toEqual({ lines: [4], stretches: 1 });
  });

  it('hands out rows in the order of a sort of them all, however they come and go', () => {
    const row = fc.record({ at: fc.nat(40), kind: fc.constantFrom('leave' as const, 'heartbeat' as const) });
    const step = fc.oneof(fc.array(row, { maxLength: 9 }), fc.nat(45));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const held = new HeldRuns();
        const waiting: Row[] = [];
        let line = 0;
        let beforeMs = Number.NEGATIVE_INFINITY;
        const expectTaken = (limitMs: number): void => {
          const due = waiting.filter(({ at }) => (at as number) < limitMs);
          waiting.splice(0, waiting.length, ...waiting.filter((each) => !due.includes(each)));
          expect(taken(held, limitMs).lines).toEqual(linesOf(sorted(batchOf(due))));
        };
        for (const each of steps) {
          if (typeof each === 'number') {
            beforeMs = Math.max(beforeMs, each);
            expectTaken(beforeMs);
          } else {
            const rows = each.map((one) => ({ ...one, line: ++line }));
            waiting.push(...rows);
            add(held, rows);
          }
        }
        expectTaken(Number.POSITIVE_INFINITY);
        expect(waiting).toEqual([]);
      }),
    );
  });
});
