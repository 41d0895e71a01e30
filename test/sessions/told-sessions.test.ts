import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EndedSessions } from '../../src/sessions/ended-sessions.ts';
import { ToldSessions } from '../../src/sessions/told-sessions.ts';

/** Viewer and session id; 0: unsaid. */
type Ids = readonly [viewer: number, session: number];

const ids: fc.Arbitrary<Ids> = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }))
  .filter(([viewer, session]) => viewer + session > 0);

/** Whether a session with these ids is one that an event with those ids can mean: by session id, else by viewer. */
function isMeant([viewer, session]: Ids, [askedViewer, askedSession]: Ids): boolean {
  if (askedSession === 0) return viewer === askedViewer;
  return session === askedSession && (viewer === 0 || askedViewer === 0 || viewer === askedViewer);
}

describe('ToldSessions', () => {
  it('knows every session there was, also when two shards put together what they know', () => {
    fc.assert(
      fc.property(fc.array(ids), fc.array(ids), ids, (mine, theirs, asked) => {
        const told = new ToldSessions();
        const other = new ToldSessions();
        for (const [viewer, session] of mine) told.add(viewer * 50, session * 50);
        for (const [viewer, session] of theirs) other.add(viewer * 50, session * 50);
        told.absorb(other);
        const known = [...mine, ...theirs].some((each) => isMeant(each, asked));
        expect(told.has(asked[0] * 50, asked[1] * 50)).toBe(known);
      }),
    );
  });
});

describe('EndedSessions', () => {
  it('knows the last end and the last leave of the last ten minutes', () => {
    const end = fc.record({ ids, afterMs: fc.nat(200_000), left: fc.boolean() });
    fc.assert(
      fc.property(fc.array(end, { maxLength: 200 }), fc.array(end), ids, (mine, theirs, asked) => {
        const tables = [new EndedSessions(90_000), new EndedSessions(90_000)] as const;
        let nowMs = 0;
        const all: { ids: Ids; atMs: number; left: boolean }[] = [];
        for (const [at, ends] of [mine, theirs].entries()) {
          for (const each of ends) {
            nowMs += each.afterMs;
            (tables[at] as EndedSessions).add(each.ids[0], each.ids[1], nowMs, each.left, nowMs);
            all.push({ ids: each.ids, atMs: nowMs, left: each.left });
          }
        }
        tables[0].absorb(tables[1], nowMs);
        const meant = all.filter((each) => each.atMs >= nowMs - 600_000 && isMeant(each.ids, asked));
        const ended = Math.max(...meant.map(({ atMs }) => atMs));
        const left = Math.max(...meant.filter((each) => each.left).map(({ atMs }) => atMs));
        const recent = (ms: number) => (ms >= nowMs - 600_000 ? ms : Number.NEGATIVE_INFINITY);
        expect(recent(tables[0].lastEndMs(...asked))).toBe(ended);
        expect(recent(tables[0].lastLeaveMs(...asked))).toBe(left);
      }),
    );
  });

  it('does not grow with sessions that ended long ago', () => {
    const ended = new EndedSessions(90_000);
    for (let i = 1; i <= 100_000; i++) ended.add(i, i, i * 1000, true, i * 1000);
    expect(ended.slots).toBeLessThan(16_384);
    expect(ended.lastLeaveMs(100_000, 100_000)).toBe(100_000_000);
  });
});
