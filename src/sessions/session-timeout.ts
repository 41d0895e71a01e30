import { PlayerState } from '../model/event-kind.ts';
import type { Session } from './session.ts';

/** A paused session without word for this long is over. */
const PAUSED_MS = 3_600_000;

/** When sessions that send heartbeats are over for want of them (product section 5). */
export class SessionTimeout {
  /** `--session-timeout`. */
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }

  /** Where the session ends if nothing more is heard of it; Infinity for one that never sent a heartbeat. */
  endOf(session: Session): number {
    if (!session.hasHeartbeat) return Number.POSITIVE_INFINITY;
    const ms = session.state === PlayerState.paused ? Math.max(PAUSED_MS, this.ms) : this.ms;
    return session.lastEventMs + ms;
  }
}
