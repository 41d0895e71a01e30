import type { EventBatch } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import {
  SessionEnd,
  type SessionIdentity,
  type SessionOutcome,
  type ViewerFacts,
} from '../model/viewer-facts.ts';
import type { Session } from '../sessions/session.ts';
import type { Standing } from '../sessions/standing.ts';
import { ViewerSessions } from '../sessions/viewer-sessions.ts';
import { StepFunction } from '../stats/step-function.ts';
import { LiveLatency } from './live-latency.ts';
import { SessionTally } from './session-tally.ts';

/** The average audience is of the last hour. */
const AUDIENCE_WINDOW_MS = 3_600_000;

/** Who watches at one instant, and who did up to it. */
export interface AudienceFigures {
  readonly current: number;
  /** Of all time. */
  readonly peak: number;
  /** Time-weighted, of the window that has begun; null at the log's first instant. */
  readonly average: number | null;
  /** Session time of all, those who are present included. */
  readonly watchMs: number;
}

/** A viewer who is present, and what it went through so far. */
export interface PresentViewer {
  readonly session: Session;
  readonly tally: SessionTally;
  readonly watchMs: number;
}

/**
 * The viewers of one stream, for a live view: the sessions of the report's engine. Of a closed session only sums
 * stay, and its two changes of the audience's level, which a peak of all time needs as long as one found late to
 * have timed out can still lower the past.
 */
export class LiveViewers implements ViewerFacts {
  private readonly sessions: ViewerSessions;
  private readonly latency: LiveLatency;
  private readonly wantsStream: ((stream: number) => boolean) | null;
  private readonly tallies = new Map<SessionIdentity, SessionTally>();
  private readonly closedLevels = new StepFunction();
  private closedMs = 0;

  /**
   * @param wantsStream - whether a stream (dictionary id) is looked at; null: all, and what is in none
   * @param startMs - earliest time of the log; nothing opens before it
   */
  constructor(
    sessionTimeoutMs: number,
    wantsStream: ((stream: number) => boolean) | null,
    startMs: () => number,
  ) {
    this.sessions = new ViewerSessions(this, sessionTimeoutMs, startMs);
    this.latency = new LiveLatency(wantsStream);
    this.wantsStream = wantsStream;
  }

  /** Folds a row that names a viewer, in replay order. */
  fold(batch: EventBatch, row: number): void {
    this.sessions.fold(batch, row);
  }

  /** @param fromMs - where the log begins */
  audience(atMs: number, fromMs: number): AudienceFigures {
    const levels = new StepFunction();
    levels.merge(this.closedLevels);
    let current = 0;
    let watchMs = this.closedMs;
    for (const { session, toMs, end } of this.standing(atMs)) {
      watchMs += toMs - session.fromMs;
      levels.add(session.fromMs, 1);
      if (end === SessionEnd.open) current += 1;
      else levels.add(toMs, -1);
    }
    const windowMs = Math.min(AUDIENCE_WINDOW_MS, atMs - fromMs);
    const average = windowMs > 0 ? levels.area(atMs - windowMs, atMs) / windowMs : null;
    return { current, peak: levels.peak()?.value ?? 0, average, watchMs };
  }

  /** Everyone present, one entry a session, in the order of opening. */
  present(atMs: number): PresentViewer[] {
    return [...this.standing(atMs)]
      .filter(({ end }) => end === SessionEnd.open)
      .sort((a, b) => (a.session.openedAfter(b.session) ? 1 : -1))
      .map(({ session, toMs }) => {
        const tally = this.tallies.get(session)?.copy() ?? new SessionTally();
        session.peek(toMs, tally);
        return { session, tally, watchMs: toMs - session.fromMs };
      });
  }

  /** Mean latency in the trailing window; null when nothing told it. */
  latencyMs(atMs: number): number | null {
    return this.latency.at(atMs);
  }

  private *standing(atMs: number): IterableIterator<Standing> {
    for (const each of this.sessions.standing(atMs)) if (this.wants(each.stream)) yield each;
  }

  private wants(stream: number): boolean {
    return this.wantsStream === null || this.wantsStream(stream);
  }

  private tallyOf(s: SessionIdentity): SessionTally {
    let tally = this.tallies.get(s);
    if (tally === undefined) {
      tally = new SessionTally();
      this.tallies.set(s, tally);
    }
    return tally;
  }

  span(...fact: Parameters<ViewerFacts['span']>): void {
    this.tallyOf(fact[0]).span(...fact);
  }

  stall(s: SessionIdentity): void {
    this.tallyOf(s).stall();
  }

  qualitySwitch(s: SessionIdentity): void {
    this.tallyOf(s).qualitySwitch();
  }

  sample(s: SessionIdentity | null, batch: EventBatch, row: number): void {
    const kind = batch.kind[row] as EventKind;
    if (kind !== EventKind.latency && kind !== EventKind.heartbeat) return;
    const latencyMs = batch.num(kind === EventKind.latency ? 0 : 2, row);
    if (Number.isNaN(latencyMs)) return;
    this.latency.add(batch.timeMs[row] as number, latencyMs, s, batch.stream[row] as number);
  }

  closed(s: SessionIdentity, outcome: SessionOutcome): void {
    this.tallies.delete(s);
    this.latency.closed(s);
    if (!this.wants(s.stream)) return;
    this.closedMs += outcome.toMs - outcome.fromMs;
    this.closedLevels.add(outcome.fromMs, 1);
    this.closedLevels.add(outcome.toMs, -1);
  }

  // What a live view has no figure for.
  startup(): void {}
  droppedFrames(): void {}
  totals(): void {}
  stray(): void {}
  heartbeatGap(): void {}
  note(): void {}
}
