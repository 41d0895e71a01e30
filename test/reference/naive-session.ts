import type { CanonicalEvent, ReferenceState, ReferenceType } from './canonical-event.ts';

const REACH_MS = 10 * 60_000;

/** How a session ended; `left` is the viewer's own: a leave, or a state ended, failed or quit. */
export type SessionEnd = 'left' | 'superseded' | 'timed-out' | 'open';

/** One session and every event that belongs to it; all figures are derived from the events afterwards. */
export interface Session {
  viewerId: string | null;
  sessionId: string | null;
  streamId: string | null;
  readonly openedBy: ReferenceType;
  /** Epoch ms; before the opening event's `ts` when a rebuffer opened it. */
  readonly fromMs: number;
  /** Epoch ms, excluded. Meaningless while the session is open. */
  toMs: number;
  end: SessionEnd;
  readonly events: CanonicalEvent[];
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Level {
  readonly quality: string | null;
  readonly bitrate: number | null;
}

/** A stretch of a session in which nothing changes. */
export interface Segment extends Span, Level {
  readonly state: ReferenceState;
}

export interface Stall {
  readonly atMs: number;
  /** null while the stall had not ended when the session did: its length is not known. */
  readonly lengthMs: number | null;
}

/** Frames dropped since the event before. */
export interface Dropped {
  readonly atMs: number;
  readonly frames: number;
  readonly event: CanonicalEvent;
}

/** Everything that happens to one session, with the instants at which it counts. */
export interface SessionFacts {
  readonly session: Session;
  readonly segments: readonly Segment[];
  /** First instant at which the session is playing; null when it never is. */
  readonly playedFromMs: number | null;
  readonly wasStarting: boolean;
  readonly failuresMs: readonly number[];
  /** The first `startup` event, else what the states tell. */
  readonly startup: { readonly atMs: number; readonly ms: number } | null;
  /** Instant of the first `startup` event. */
  readonly startupSeenMs: number | null;
  readonly stalls: readonly Stall[];
  readonly switches: readonly { readonly atMs: number; readonly direction: 'up' | 'down' | null }[];
  readonly dropped: readonly Dropped[];
}

interface Change<T> {
  readonly atMs: number;
  readonly to: T;
}

/** State of an open session after its last event. */
export function lastStateOf(session: Session): ReferenceState {
  return stateChanges(session).at(-1)?.to ?? 'playing';
}

/** Derives the facts of a closed session from its events. */
export function factsOf(session: Session): SessionFacts {
  const told = stateChanges(session);
  const playedFromMs = told.find((change) => change.to === 'playing')?.atMs ?? null;
  const hasPlayed = (atMs: number): boolean => playedFromMs !== null && playedFromMs <= atMs;
  const stalled = openingStall(session, told);
  // Waiting for data before anything was shown is startup, not a stall (CTA-5004-B, `sta`).
  const states = told.map((change, i) =>
    change.to === 'rebuffering' && !hasPlayed(change.atMs) && i >= stalled
      ? { ...change, to: 'starting' as const }
      : change,
  );
  const levels = levelChanges(session);
  const rebuffers = rebufferSpans(session);
  const startups = session.events.filter((event) => event.type === 'startup');
  const first = startups[0];
  return {
    session,
    segments: segmentsOf(session, states, levels, rebuffers),
    playedFromMs,
    wasStarting: states.some((change) => change.to === 'starting'),
    failuresMs: failuresOf(session),
    startup: first
      ? { atMs: first.ts, ms: first.startup_ms ?? 0 }
      : startupFromStates(session, states, playedFromMs),
    startupSeenMs: first?.ts ?? null,
    stalls: stallsOf(session, states, rebuffers),
    switches: switchesOf(levels),
    dropped: droppedOf(session),
  };
}

/**
 * How many state changes are the stall that a session was opened in: it played before the capture began, so
 * that this one is no startup. Saying it again, as some players do, does not end it; anything else does.
 */
function openingStall(session: Session, told: readonly Change<ReferenceState>[]): number {
  if (session.openedBy !== 'state' || session.events[0]?.state !== 'rebuffering') return 0;
  const other = told.findIndex((change) => change.to !== 'rebuffering');
  return other === -1 ? told.length : other;
}

/** Ms of a span inside a window, 0 when they do not meet. */
export function clippedMs(span: Span, window: Span): number {
  return Math.max(0, Math.min(span.toMs, window.toMs) - Math.max(span.fromMs, window.fromMs));
}

/** Several changes in one ms are one change, to the last of them. */
function settle<T>(changes: readonly Change<T>[]): Change<T>[] {
  return changes.filter((change, i) => changes[i + 1]?.atMs !== change.atMs);
}

function stateChanges(session: Session): Change<ReferenceState>[] {
  const changes: Change<ReferenceState>[] = [{ atMs: session.fromMs, to: 'playing' }];
  for (const event of session.events) {
    if (event.type === 'join') changes.push({ atMs: event.ts, to: event.state ?? 'playing' });
    if (event.type !== 'state' || event.state === undefined) continue;
    if (event.state === 'ended' || event.state === 'failed' || event.state === 'quit') continue;
    changes.push({ atMs: event.ts, to: event.state });
  }
  return settle(changes);
}

function levelChanges(session: Session): Change<Level>[] {
  const changes: Change<Level>[] = [];
  for (const event of session.events) {
    if (!carriesLevel(event)) continue;
    const now = changes.at(-1)?.to ?? { quality: null, bitrate: null };
    const changed = event.quality !== undefined && event.quality !== now.quality;
    changes.push({
      atMs: event.ts,
      to: {
        quality: event.quality ?? now.quality,
        bitrate: event.bitrate ?? (changed ? null : now.bitrate),
      },
    });
  }
  return settle(changes);
}

function carriesLevel(event: CanonicalEvent): boolean {
  if (event.quality === undefined && event.bitrate === undefined) return false;
  return ['join', 'state', 'quality', 'heartbeat'].includes(event.type);
}

/** The stalls told by `rebuffer`, clipped to the session, to 10 min, and to the end of the one before. */
function rebufferSpans(session: Session): Span[] {
  const spans: Span[] = [];
  for (const { type, ts, duration_ms: ms } of session.events) {
    if (type !== 'rebuffer') continue;
    const fromMs = Math.max(ts - Math.min(ms ?? 0, REACH_MS), session.fromMs, spans.at(-1)?.toMs ?? 0);
    spans.push({ fromMs: Math.min(fromMs, ts), toMs: ts });
  }
  return spans;
}

function segmentsOf(
  session: Session,
  states: readonly Change<ReferenceState>[],
  levels: readonly Change<Level>[],
  rebuffers: readonly Span[],
): Segment[] {
  const cuts = [
    session.fromMs,
    session.toMs,
    ...states.map((change) => change.atMs),
    ...levels.map((change) => change.atMs),
    ...rebuffers.flatMap((span) => [span.fromMs, span.toMs]),
  ].sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (const [i, fromMs] of cuts.entries()) {
    const toMs = cuts[i + 1] ?? fromMs;
    if (toMs === fromMs) continue;
    const told = valueAt(states, fromMs) ?? 'playing';
    const stalled = rebuffers.some((span) => span.fromMs <= fromMs && fromMs < span.toMs);
    const state = stalled && (told === 'playing' || told === 'starting') ? 'rebuffering' : told;
    const level = valueAt(levels, fromMs) ?? { quality: null, bitrate: null };
    segments.push({ fromMs, toMs, state, ...level });
  }
  return segments;
}

function valueAt<T>(changes: readonly Change<T>[], atMs: number): T | undefined {
  return changes.findLast((change) => change.atMs <= atMs)?.to;
}

function failuresOf(session: Session): number[] {
  const failures = session.events.filter(
    (event) =>
      (event.type === 'error' && event.fatal === true) ||
      (event.type === 'leave' && event.reason === 'failed') ||
      (event.type === 'state' && event.state === 'failed'),
  );
  return failures.map((event) => event.ts);
}

/** Ms from the first `starting` to the first `playing`, pauses left out; none after a seek or a fatal error. */
function startupFromStates(
  session: Session,
  states: readonly Change<ReferenceState>[],
  playedFromMs: number | null,
): { atMs: number; ms: number } | null {
  const asked = states.find((change) => change.to === 'starting');
  if (asked === undefined || playedFromMs === null || asked.atMs >= playedFromMs) return null;
  const inside = (atMs: number): boolean => asked.atMs <= atMs && atMs < playedFromMs;
  if (states.some((change) => change.to === 'seeking' && inside(change.atMs))) return null;
  if (failuresOf(session).some(inside)) return null;
  let ms = 0;
  for (const [i, change] of states.entries()) {
    if (change.to === 'starting' && inside(change.atMs)) ms += (states[i + 1]?.atMs ?? 0) - change.atMs;
  }
  return { atMs: playedFromMs, ms };
}

/** Stalls told by states and by `rebuffer`; a rebuffer that overlaps a state's stall is part of it. */
function stallsOf(
  session: Session,
  states: readonly Change<ReferenceState>[],
  rebuffers: readonly Span[],
): Stall[] {
  const stalls: { atMs: number; ended: boolean; spans: Span[] }[] = [];
  for (const [i, change] of states.entries()) {
    if (change.to !== 'rebuffering' || states[i - 1]?.to === 'rebuffering') continue;
    const next = states.slice(i).find((later) => later.to !== 'rebuffering');
    const span = { fromMs: change.atMs, toMs: next?.atMs ?? session.toMs };
    stalls.push({ atMs: change.atMs, ended: next !== undefined, spans: [span] });
  }
  const told = [...stalls];
  for (const span of rebuffers) {
    const same = told.find(({ spans }) => {
      const state = spans[0];
      return state !== undefined && span.fromMs < state.toMs && state.fromMs < span.toMs;
    });
    if (same !== undefined) same.spans.push(span);
    else stalls.push({ atMs: span.fromMs, ended: true, spans: [span] });
  }
  return stalls.map(({ atMs, ended, spans }) => ({ atMs, lengthMs: ended ? unionMs(spans) : null }));
}

function unionMs(spans: readonly Span[]): number {
  const cuts = spans.flatMap((span) => [span.fromMs, span.toMs]).sort((a, b) => a - b);
  let ms = 0;
  for (const [i, cut] of cuts.entries()) {
    if (spans.some((span) => span.fromMs <= cut && cut < span.toMs)) ms += (cuts[i + 1] ?? cut) - cut;
  }
  return ms;
}

function switchesOf(levels: readonly Change<Level>[]): { atMs: number; direction: 'up' | 'down' | null }[] {
  const switches: { atMs: number; direction: 'up' | 'down' | null }[] = [];
  for (const [i, { atMs, to }] of levels.entries()) {
    const from = levels[i - 1]?.to;
    if (from === undefined || from.quality === null || from.quality === to.quality) continue;
    const change = from.bitrate === null || to.bitrate === null ? 0 : to.bitrate - from.bitrate;
    switches.push({ atMs, direction: change === 0 ? null : change > 0 ? 'up' : 'down' });
  }
  return switches;
}

/** Increments of the cumulative counter: from 0 after a join, else from its first value; less means restarted. */
function droppedOf(session: Session): Dropped[] {
  const increments: Dropped[] = [];
  let before = session.openedBy === 'join' ? 0 : null;
  for (const event of session.events) {
    const { type, ts, dropped_frames: value } = event;
    if (type !== 'heartbeat' || value === undefined) continue;
    increments.push({
      atMs: ts,
      frames: value - (before === null || before <= value ? (before ?? value) : 0),
      event,
    });
    before = value;
  }
  return increments;
}
