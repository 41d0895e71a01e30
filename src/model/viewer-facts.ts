import type { EventBatch } from './event-batch.ts';
import type { PlayerState } from './event-kind.ts';

/** What is known of a session when a fact about it is told; ids of the run's dictionary, 0 when unknown. */
export interface SessionIdentity {
  /** Number of the session among those that are open: small, and used again. −1: no session is open behind it. */
  readonly slot: number;
  readonly viewer: number;
  readonly session: number;
  readonly stream: number;
}

/** How a session ended. */
export const SessionEnd = {
  /** By its own leave, or a state ended, failed or quit. */
  left: 1,
  /** By the next join of the same session or viewer. */
  superseded: 2,
  /** By a gap in its heartbeats. */
  timedOut: 3,
  /** Still open when the log ended; closed there. */
  open: 4,
} as const;
export type SessionEnd = (typeof SessionEnd)[keyof typeof SessionEnd];

/** The whole of one closed session. Times in epoch ms; NaN for an instant that never came. */
export interface SessionOutcome {
  readonly fromMs: number;
  /** Time of the event that opened it; later than `fromMs` when that told of a stall just over. */
  readonly openedMs: number;
  readonly toMs: number;
  readonly end: SessionEnd;
  /** Opened by something other than a join. */
  readonly implicit: boolean;
  /** First instant of playing; NaN: never a play. */
  readonly playedMs: number;
  /** Was starting, had a startup sample, or failed before playing. */
  readonly attempt: boolean;
  /** When a failure came after playing began; NaN: none did. */
  readonly failedPlayingMs: number;
  /** When an attempt was decided: NaN while it was still pending at the end, and for sessions that are none. */
  readonly resolvedMs: number;
  readonly resolution: 'started' | 'failed' | 'left' | 'pending';
}

/** What a record says of where it belongs; ids of the run's dictionary and of its dimension sets, 0: unsaid. */
export interface OwnFields {
  readonly stream: number;
  readonly dims: number;
  /** Of a kind of record that tells which quality plays. */
  readonly quality: number;
}

/** A session that is still open where a log ends, while another log may show how long it goes on. NaN: never. */
export interface GoingSession extends Omit<SessionOutcome, 'toMs' | 'end'> {
  /** State and level since `sinceMs`; what came before has been told. */
  readonly state: PlayerState;
  readonly sinceMs: number;
  /** Dictionary id; 0 when unknown. */
  readonly quality: number;
  readonly bitrateBps: number;
  /** Where the stall that goes on counts, and where it began. */
  readonly stallAtMs: number;
  readonly stallFromMs: number;
  /** Where the session is over if nothing more is heard of it; Infinity for one that never sent a heartbeat. */
  readonly overMs: number;
}

/** Counts that belong to no session. */
export type StrayCount = 'orphan_leaves' | 'after_leave';

/**
 * Closed facts about viewers, told by `sessions/` in no particular order between sessions. All are final: any
 * set of them can be split and its parts summed. Spans of one session never overlap and cover it whole.
 */
export interface ViewerFacts {
  /**
   * An event of a session, before all else that it tells: the set of dimensions and the quality it carries, 0 for
   * none. Only who asks for dimensions needs to hear it.
   */
  saw?(s: SessionIdentity & { readonly fromMs: number }, dims: number, quality: number, atMs: number): void;
  /** A stretch [fromMs, toMs) in one state at one level; quality 0 and bitrate NaN when unknown. */
  span(
    s: SessionIdentity,
    state: PlayerState,
    fromMs: number,
    toMs: number,
    quality: number,
    bitrateBps: number,
  ): void;
  /** One stall that began at `atMs`; `ended` is false when the session closed inside it. */
  stall(s: SessionIdentity, atMs: number, stalledMs: number, ended: boolean): void;
  startup(s: SessionIdentity, atMs: number, startupMs: number): void;
  /** A change of rendition; 1 up, -1 down, 0 unknown. */
  qualitySwitch(s: SessionIdentity, atMs: number, direction: -1 | 0 | 1): void;
  droppedFrames(s: SessionIdentity, atMs: number, frames: number): void;
  /** A row of kind latency, heartbeat, error or request, with the session it belongs to (null: none). */
  sample(s: SessionIdentity | null, batch: EventBatch, row: number): void;
  /** The last fact of a session that has states of its own. */
  closed(s: SessionIdentity, outcome: SessionOutcome): void;
  /** In place of `closed` where sessions are left open; for those who save them. */
  goesOn?(s: SessionIdentity, going: GoingSession): void;
  /** A session would have begun at `wantedMs`, had the log begun by then; it begins where the log did. */
  reachesBack?(wantedMs: number): void;
  /** Whole-session figures of a source without moments; the row is of kind totals. `stalledMs` is clipped. */
  totals(s: SessionIdentity, batch: EventBatch, row: number): void;
  stray(count: StrayCount, own: OwnFields, atMs: number): void;
  /** Gap between two heartbeats of one session. */
  heartbeatGap(s: SessionIdentity, gapMs: number): void;
  note(code: 'stall_mismatch' | 'long_stall' | 'totals_contradict' | 'totals_clipped'): void;
}
