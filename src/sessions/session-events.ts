import { type EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind, type PlayerState } from '../model/event-kind.ts';
import type { Session } from './session.ts';

/** What one event changes in the session it belongs to. Kinds not named here only count as a sign of life. */
export function applyEvent(session: Session, batch: EventBatch, row: number): void {
  const atMs = batch.timeMs[row] as number;
  switch (batch.kind[row]) {
    case EventKind.state:
      session.setState(batch.code[row] as PlayerState, atMs);
      session.setLevel(batch.str(0, row), batch.num(0, row), atMs);
      break;
    case EventKind.join:
    case EventKind.quality:
      session.setLevel(batch.str(0, row), batch.num(0, row), atMs);
      break;
    case EventKind.rebuffer:
      session.addStall(atMs, batch.num(0, row));
      break;
    case EventKind.startup:
      // Said twice: the first is the one that was waited for.
      if (Number.isNaN(session.startupAtMs)) {
        session.startupAtMs = atMs;
        session.startupMs = batch.num(0, row);
      }
      break;
    case EventKind.heartbeat:
      session.setLevel(batch.str(0, row), batch.num(0, row), atMs);
      session.beat(atMs, batch.num(3, row));
      break;
    case EventKind.error:
      if (((batch.flags[row] as number) & Flag.fatal) !== 0) session.failAt(atMs);
      break;
    default:
  }
}
