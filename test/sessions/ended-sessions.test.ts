import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EndedSessions } from '../../src/sessions/ended-sessions.ts';

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

const MONTH_MS = 30 * 86_400_000;

describe('EndedSessions', () => {
  it('knows the last end and leave of late, and that there was one, also of two shards and over years', () => {
    const afterMs = fc.oneof(fc.nat(200_000), fc.nat(200_000), fc.constant(MONTH_MS));
    const end = fc.record({ ids, afterMs, beforeMs: fc.nat(3_600_000), left: fc.boolean() });
    fc.assert(
      fc.property(fc.array(end, { maxLength: 60 }), fc.array(end), ids, (mine, theirs, asked) => {
        const tables = [new EndedSessions(90_000), new EndedSessions(90_000)] as const;
        let nowMs = -MONTH_MS;
        const all: { ids: Ids; atMs: number; left: boolean }[] = [];
        for (const [at, ends] of [mine, theirs].entries()) {
          for (const each of ends) {
            nowMs += each.afterMs;
            // A session that timed out ended some time ago.
            const atMs = each.left ? nowMs : nowMs - each.beforeMs;
            (tables[at] as EndedSessions).add(each.ids[0] * 50, each.ids[1] * 50, atMs, each.left);
            all.push({ ids: each.ids, atMs, left: each.left });
          }
        }
        tables[0].absorb(tables[1]);
        const meant = all.filter((each) => isMeant(each.ids, asked));
        const ofLate = (times: readonly number[]): number =>
          Math.max(...times.filter((ms) => ms >= nowMs - 600_000));
        const [viewer, session] = [asked[0] * 50, asked[1] * 50];
        expect(tables[0].has(viewer, session)).toBe(meant.length > 0);
        expect(ofLate([tables[0].lastEndMs(viewer, session)])).toBe(ofLate(meant.map(({ atMs }) => atMs)));
        expect(ofLate([tables[0].lastLeaveMs(viewer, session)])).toBe(
          ofLate(meant.filter(({ left }) => left).map(({ atMs }) => atMs)),
        );
      }),
      { numRuns: 500 },
    );
  });
});
