import type { PlayerState } from '../model/event-kind.ts';
import { SessionEnd, type SessionOutcome } from '../model/viewer-facts.ts';
import type { Session } from './session.ts';

/** A closed session's outcome, with the startup sample that its states or its startup event gave. */
interface FullOutcome extends SessionOutcome {
  /** Instant of the startup sample; NaN: none. */
  readonly startupAtMs: number;
  readonly startupMs: number;
}

/** Tells everything that is left to tell of a session that closes at `atMs`. */
export function tellClosed(session: Session, atMs: number, end: SessionEnd): void {
  session.finish(atMs);
  const outcome = outcomeOf(session, atMs, end);
  // A session taken over from another shard still counts where it began.
  const { facts } = session;
  if (!Number.isNaN(outcome.startupAtMs)) facts.startup(session, outcome.startupAtMs, outcome.startupMs);
  facts.closed(session, outcome);
}

/**
 * Tells everything of an open session that what comes later cannot change, and as what it goes on.
 *
 * @param asOfMs - the end of the log
 * @param overMs - where the session is over if nothing more is heard of it
 */
export function tellGoing(session: Session, asOfMs: number, overMs: number): void {
  session.settleState();
  session.settleSwitch();
  session.flush(Number.POSITIVE_INFINITY);
  const present = { state: session.state, sinceMs: asOfMs, quality: 0, bitrateBps: Number.NaN };
  const stall = { stallAtMs: Number.NaN, stallFromMs: Number.NaN };
  // What is left to tell, as if the session closed right after the end: then there is a stretch in any case.
  const closeMs = asOfMs + 1;
  session.peek(closeMs, {
    span(_, state: PlayerState, sinceMs, _to, quality, bitrateBps) {
      Object.assign(present, { state, sinceMs, quality, bitrateBps });
    },
    stall(_, stallAtMs, stalledMs) {
      Object.assign(stall, { stallAtMs, stallFromMs: closeMs - stalledMs });
    },
    qualitySwitch: () => undefined,
  });
  const { startupAtMs, startupMs, toMs, end, ...outcome } = outcomeOf(session, asOfMs, SessionEnd.open);
  const { facts } = session;
  if (!Number.isNaN(startupAtMs)) facts.startup(session, startupAtMs, startupMs);
  facts.goesOn?.(session, { ...outcome, ...present, ...stall, overMs });
}

/**
 * What a session came to. The startup sample is the one its startup event told; without one, the starting time
 * before the first frame, unless a seek fell into it (then there is no valid sample).
 */
function outcomeOf(session: Session, toMs: number, end: SessionEnd): FullOutcome {
  const told = !Number.isNaN(session.startupAtMs);
  const derived = session.waitedToPlay && !session.startupInvalid && !told;
  const failed = !Number.isNaN(session.failedBeforeMs);
  const attempt = session.wasStarting || told || failed;
  const started = session.hasPlayed || told;
  const resolution = started ? 'started' : failed ? 'failed' : end === SessionEnd.open ? 'pending' : 'left';
  return {
    fromMs: session.fromMs,
    openedMs: session.openedMs,
    toMs,
    end,
    implicit: session.implicit,
    playedMs: session.playedMs,
    attempt,
    failedPlayingMs: session.failedPlayingMs,
    resolution,
    resolvedMs: attempt ? resolvedMsOf(session, resolution, toMs) : Number.NaN,
    startupAtMs: told ? session.startupAtMs : derived ? session.playedMs : Number.NaN,
    startupMs: told ? session.startupMs : session.startingMs,
  };
}

/** When the attempt was decided; NaN: it is not. */
function resolvedMsOf(session: Session, resolution: SessionOutcome['resolution'], toMs: number): number {
  switch (resolution) {
    case 'started':
      return session.hasPlayed ? session.playedMs : session.startupAtMs;
    case 'failed':
      return session.failedBeforeMs;
    case 'left':
      return toMs;
    case 'pending':
      return Number.NaN;
  }
}
