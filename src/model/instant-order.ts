import type { EventBatch } from './event-batch.ts';
import { EventKind, PlayerState } from './event-kind.ts';

/**
 * Order inside one instant (product section 4): join, startup, state, quality, rebuffer, heartbeat, latency, the
 * rest. Leaves come first here because `sessions/` must know of them before the joins; it applies them last.
 */
const RANK: readonly number[] = (() => {
  const rank = new Array<number>(16).fill(9);
  const order = [
    EventKind.leave,
    EventKind.join,
    EventKind.startup,
    EventKind.state,
    EventKind.quality,
    EventKind.rebuffer,
    EventKind.heartbeat,
    EventKind.latency,
  ];
  order.forEach((kind, at) => {
    rank[kind] = at;
  });
  return rank;
})();

/** Place of a row among those of its instant; 0 comes first. */
export function instantRank(batch: EventBatch, row: number): number {
  const kind = batch.kind[row] as number;
  // A state that ends the session is a leave by another name.
  const ends = kind === EventKind.state && (batch.code[row] as number) >= PlayerState.ended;
  return RANK[ends ? EventKind.leave : kind] as number;
}
