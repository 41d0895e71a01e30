import type { Distribution, PerformanceReport, ViewersReport } from '../../src/model/report.ts';
import type { CanonicalEvent, ReferenceState, ReferenceType } from './canonical-event.ts';
import { type Replay, replay } from './naive-replay.ts';
import type { SessionFacts } from './naive-session.ts';
import { clippedMs, factsOf } from './naive-session.ts';
import {
  EVERYTHING,
  holdsAt,
  holdsAtEvent,
  holdsEvent,
  type NaiveSlice,
  slicedFacts,
  stretchesOf,
} from './naive-slices.ts';

export interface NaiveOptions {
  /** Default 90,000. */
  readonly sessionTimeoutMs?: number;
  /** Included; earlier events only shape sessions. */
  readonly fromMs?: number;
  /** Excluded; events at or after it are not looked at. */
  readonly toMs?: number;
  /** Who counts; default everybody. */
  readonly slice?: NaiveSlice;
}

export interface NaiveFigures {
  /** null when no event told of a viewer's session. */
  readonly viewers: ViewersReport | null;
  /** null when there was neither such an event nor a latency or an error. */
  readonly performance: PerformanceReport | null;
}

/** A stretch in which a session is open; `stays`: it still is at the end of the log. */
interface Present {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stays: boolean;
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  /** False where `--to` cut the log. */
  readonly lastIncluded: boolean;
}

const WATCHED: readonly ReferenceState[] = ['starting', 'playing', 'rebuffering', 'seeking'];
const TELLS_OF_SESSIONS: readonly ReferenceType[] = [
  'join',
  'leave',
  'state',
  'rebuffer',
  'quality',
  'startup',
  'heartbeat',
  'totals',
];

/**
 * The viewer figures of product.md 4 to 6, worked out a second time in the plainest way: the oracle of the
 * engine. Everything is computed from lists of whole sessions, in quadratic time.
 *
 * @param events - canonical events in any order; equal times keep their order
 */
export function naiveViewers(events: readonly CanonicalEvent[], options: NaiveOptions = {}): NaiveFigures {
  const limitMs = options.toMs ?? Number.POSITIVE_INFINITY;
  const seen = events.filter((event) => event.ts < limitMs);
  if (seen.length === 0) return { viewers: null, performance: null };
  const times = seen.map((event) => event.ts);
  const cut = seen.length < events.length;
  const window: Window = {
    fromMs: Math.max(Math.min(...times), options.fromMs ?? Number.NEGATIVE_INFINITY),
    toMs: cut ? limitMs : Math.max(...times),
    lastIncluded: !cut,
  };
  const used = seen.filter((event) => isInside(event.ts, window));
  const hasViewers = used.some(
    (event) =>
      TELLS_OF_SESSIONS.includes(event.type) ||
      (event.type === 'latency' && (event.viewer_id ?? event.session_id) !== undefined),
  );
  const hasPerformance = used.some((event) => event.type === 'latency' || event.type === 'error');
  const slice = options.slice ?? EVERYTHING;
  const history = replay(seen, options.sessionTimeoutMs ?? 90_000, window.toMs);
  const own = used.filter((event) => isInSlice(slice, history, event));
  return {
    viewers: hasViewers ? viewersOf(history, seen, used, window, slice) : null,
    performance: hasViewers || hasPerformance ? performanceOf(own) : null,
  };
}

/**
 * The figures of one bucket [fromMs, toMs) of a whole log's series: as those of a window, but what is told later of the
 * time inside it is known (a stall that ends after it, a session that plays at last).
 */
export function naiveBucket(
  events: readonly CanonicalEvent[],
  fromMs: number,
  toMs: number,
): { readonly viewers: ViewersReport; readonly errors: number; readonly fatal_errors: number } {
  const times = events.map((event) => event.ts);
  const [firstMs, lastMs] = [Math.min(...times), Math.max(...times)];
  const isLast = toMs > lastMs;
  const window = { fromMs: Math.max(firstMs, fromMs), toMs: isLast ? lastMs : toMs, lastIncluded: isLast };
  const used = events.filter((event) => isInside(event.ts, window));
  const { errors, fatal_errors } = performanceOf(used);
  const history = replay(events, 90_000, lastMs);
  return { viewers: viewersOf(history, events, used, window, EVERYTHING), errors, fatal_errors };
}

/** Whether what an event tells by itself is in the slice: that of its session where it has one. */
export function isInSlice(slice: NaiveSlice, history: Replay, event: CanonicalEvent): boolean {
  const session = history.sessions.find(({ events }) => events.includes(event));
  return session === undefined ? holdsEvent(slice, event) : holdsAtEvent(slice, session, event);
}

function viewersOf(
  history: Replay,
  seen: readonly CanonicalEvent[],
  used: readonly CanonicalEvent[],
  window: Window,
  slice: NaiveSlice,
): ViewersReport {
  const all = history.sessions.map(factsOf).map((facts) => slicedFacts(slice, facts));
  const spansOf = ({ session }: SessionFacts): Present[] =>
    stretchesOf(slice, session)
      .filter((span) => isOpenInside(span, window))
      .map((span) => ({ ...span, stays: session.end === 'open' && span.toMs === session.toMs }));
  const inside = all.filter((facts) => spansOf(facts).length > 0);
  const counts = (atMs: number): boolean => isInside(atMs, window);
  const countsOf = ({ session }: SessionFacts, atMs: number): boolean =>
    counts(atMs) && holdsAt(slice, session, atMs);
  const own = (event: CanonicalEvent): boolean => counts(event.ts) && holdsEvent(slice, event);
  const totals = history.totals.filter(own).map(totalsOf);

  const plays = inside.filter((facts) => facts.playedFromMs !== null);
  const attempts = inside.filter(isAttempt);
  const resolved = all.filter(isAttempt).filter((facts) => {
    const atMs = resolvedAtMs(facts);
    return atMs !== null && countsOf(facts, atMs);
  });
  const started = resolved.filter((facts) => startedAtMs(facts) !== null);
  const failedToStart = resolved.filter((f) => startedAtMs(f) === null && f.failuresMs.length > 0);
  const failedInPlay = plays.filter((facts) =>
    facts.failuresMs.some((atMs, i) => {
      const isFirst = !facts.failuresMs
        .slice(0, i)
        .some((before) => before >= (facts.playedFromMs ?? before));
      return isFirst && atMs >= (facts.playedFromMs ?? atMs) && countsOf(facts, atMs);
    }),
  );
  const totalsPlays = totals.filter((row) => row.isPlay);
  const totalsAttempts = totals.filter((row) => row.startupMs !== null);
  const playsCount = plays.length + totalsPlays.length;
  const resolvedCount = resolved.length + totalsAttempts.length;

  const sessionMs = sum(inside.flatMap(spansOf).map((span) => clippedMs(span, window)));
  const watchedMs =
    sum(inside.map((f) => msIn(f, WATCHED, window))) + sum(totals.map((row) => row.watchedMs));
  const playMs = sum(inside.map((f) => msIn(f, ['playing'], window))) + sum(totals.map((row) => row.playMs));
  const stalledMs =
    sum(inside.map((f) => msIn(f, ['rebuffering'], window))) + sum(totals.map((row) => row.rebufferMs));

  const stalls = all.flatMap((facts) => facts.stalls).filter((stall) => counts(stall.atMs));
  const stallCount = stalls.length + sum(totals.map((row) => row.rebufferCount));
  const stalledPlays = plays.filter((facts) => facts.stalls.some((stall) => counts(stall.atMs)));
  const stalledTotals = totalsPlays.filter((row) => row.rebufferCount > 0);
  const startups = all.flatMap((f) => (f.startup !== null && counts(f.startup.atMs) ? [f.startup.ms] : []));
  const switches = all.flatMap((facts) => facts.switches).filter((change) => counts(change.atMs));
  const dropped = all.flatMap((facts) => facts.dropped).filter(({ atMs }) => counts(atMs));

  const viewerIds = [...inside.map((f) => f.session.viewerId), ...totals.map((row) => row.viewerId)];
  const peak = peakOf(inside.flatMap(spansOf), window);
  const openCount = inside.filter(
    (facts) => facts.session.end === 'open' && holdsAt(slice, facts.session, facts.session.toMs),
  ).length;
  const closedInside = (end: 'superseded' | 'timed-out'): number =>
    all.filter((facts) => facts.session.end === end && countsOf(facts, facts.session.toMs)).length;
  const implicit = all.filter(({ session }) => session.openedBy !== 'join');
  const durationMs = window.toMs - window.fromMs;

  return {
    unique_viewers: seen.some((event) => event.viewer_id !== undefined)
      ? new Set(viewerIds.filter((id) => id !== null)).size
      : null,
    sessions: inside.length + totals.length,
    plays: playsCount,
    attempts: attempts.length + totalsAttempts.length,
    open_sessions: openCount,
    implicit_sessions: implicit.filter((facts) =>
      countsOf(facts, facts.session.events[0]?.ts ?? facts.session.fromMs),
    ).length,
    superseded_sessions: closedInside('superseded'),
    timed_out_sessions: closedInside('timed-out'),
    orphan_leaves: history.orphanLeaves.filter(own).length,
    after_leave: history.afterLeave.filter(own).length,
    current_viewers: openCount,
    peak_viewers: peak.level,
    peak_at: peak.atMs === null ? null : new Date(peak.atMs).toISOString(),
    avg_viewers: ratio(sessionMs, durationMs),
    session_time_ms: sessionMs,
    watched_time_ms: watchedMs,
    play_time_ms: playMs,
    watched_time_per_viewer_ms: distribution(watchedPerViewer(inside, totals, window)),
    startup_ms: distribution([...startups, ...totalsAttempts.map((row) => row.startupMs ?? 0)]),
    start_failure_ratio: ratio(failedToStart.length, resolvedCount),
    exit_before_start_ratio: ratio(resolved.length - started.length - failedToStart.length, resolvedCount),
    playback_failure_ratio: ratio(failedInPlay.length, playsCount),
    rebuffer_count: stallCount,
    rebuffer_time_ms: stalledMs,
    rebuffer_ratio: ratio(stalledMs, watchedMs),
    rebuffer_ratio_play: ratio(stalledMs, playMs + stalledMs),
    rebuffers_per_hour: ratio(stallCount * 3_600_000, playMs),
    stall_ms: distribution(stalls.flatMap(({ lengthMs }) => (lengthMs ? [lengthMs] : []))),
    stalled_sessions_ratio: ratio(stalledPlays.length + stalledTotals.length, playsCount),
    quality_switches: switches.length,
    switches_up: switches.filter((change) => change.direction === 'up').length,
    switches_down: switches.filter((change) => change.direction === 'down').length,
    avg_bitrate_bps: averageBitrate(inside, totals, window),
    time_in_quality_ms: timeInQuality(inside, window),
    dropped_frames: used.some((event) => event.dropped_frames !== undefined)
      ? sum(dropped.map(({ frames }) => frames)) + sum(totals.map((row) => row.droppedFrames))
      : null,
  };
}

function performanceOf(used: readonly CanonicalEvent[]): PerformanceReport {
  const samples = (
    types: readonly ReferenceType[],
    field: 'latency_ms' | 'buffer_ms' | 'throughput',
  ): number[] =>
    used.flatMap((event) => {
      const value = types.includes(event.type) ? event[field] : undefined;
      return value === undefined ? [] : [value];
    });
  const errors = used.filter((event) => event.type === 'error');
  const byCode = new Map<string, number>();
  for (const { code } of errors) if (code !== undefined) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  return {
    latency_ms: distribution(samples(['latency', 'heartbeat'], 'latency_ms')),
    buffer_ms: distribution(samples(['heartbeat'], 'buffer_ms')),
    throughput_bps: distribution(samples(['heartbeat'], 'throughput')),
    errors: errors.length,
    fatal_errors: errors.filter((event) => event.fatal === true).length,
    by_code: objectOf(byCode),
  };
}

/** A `totals` event as a session: whole figures, no moments. */
interface TotalsRow {
  readonly viewerId: string | null;
  readonly owner: string;
  readonly startupMs: number | null;
  readonly rebufferCount: number;
  readonly rebufferMs: number;
  readonly playMs: number;
  readonly watchedMs: number;
  readonly bitrate: number | null;
  readonly droppedFrames: number;
  readonly isPlay: boolean;
}

function totalsOf(event: CanonicalEvent): TotalsRow {
  const { startup_ms: startup, play_ms: play, rebuffer_ms: rebuffer } = event;
  const watchedMs = event.watched_ms ?? (startup ?? 0) + (play ?? 0) + (rebuffer ?? 0);
  return {
    viewerId: event.viewer_id ?? null,
    owner: ownerOf(event.viewer_id ?? null, event.session_id ?? null),
    startupMs: startup ?? null,
    rebufferCount: event.rebuffer_count ?? 0,
    rebufferMs: Math.min(rebuffer ?? 0, watchedMs),
    playMs: play ?? 0,
    watchedMs,
    bitrate: event.avg_bitrate ?? null,
    droppedFrames: event.dropped_frames ?? 0,
    isPlay: play !== undefined || startup !== undefined,
  };
}

function isInside(atMs: number, window: Window): boolean {
  return atMs >= window.fromMs && (atMs < window.toMs || (window.lastIncluded && atMs === window.toMs));
}

/** A session is inside when it shares an instant with the window; one without length is at its instant. */
function isOpenInside(span: { fromMs: number; toMs: number }, window: Window): boolean {
  return span.fromMs === span.toMs ? isInside(span.fromMs, window) : clippedMs(span, window) > 0;
}

function isAttempt({ wasStarting, startupSeenMs, failuresMs, playedFromMs }: SessionFacts): boolean {
  if (wasStarting || startupSeenMs !== null) return true;
  return failuresMs.some((atMs) => playedFromMs === null || atMs < playedFromMs);
}

/** A player that reports its startup has started, even when no state says that it plays. */
function startedAtMs({ playedFromMs, startupSeenMs }: SessionFacts): number | null {
  return playedFromMs ?? startupSeenMs;
}

/** When an attempt started, failed or left; null while it is pending. */
function resolvedAtMs(facts: SessionFacts): number | null {
  const { failuresMs, session } = facts;
  return startedAtMs(facts) ?? failuresMs[0] ?? (session.end === 'open' ? null : session.toMs);
}

function msIn(facts: SessionFacts, states: readonly ReferenceState[], window: Window): number {
  return sum(facts.segments.filter((s) => states.includes(s.state)).map((s) => clippedMs(s, window)));
}

/** Highest number of open sessions and the first instant that has it; all changes of an instant come first. */
function peakOf(sessions: readonly Present[], window: Window): { level: number; atMs: number | null } {
  const instants = [window.fromMs, ...sessions.map((session) => session.fromMs)].sort((a, b) => a - b);
  let best: { level: number; atMs: number | null } = { level: 0, atMs: null };
  for (const atMs of instants.filter((instant) => isInside(instant, window))) {
    const isOpen = sessions.filter((s) => s.fromMs <= atMs && (s.stays || atMs < s.toMs));
    if (isOpen.length > best.level) best = { level: isOpen.length, atMs };
  }
  return best;
}

function ownerOf(viewerId: string | null, sessionId: string | null): string {
  return viewerId === null ? `session ${sessionId}` : `viewer ${viewerId}`;
}

function watchedPerViewer(
  inside: readonly SessionFacts[],
  totals: readonly TotalsRow[],
  window: Window,
): number[] {
  const watched = new Map<string, number>();
  const add = (owner: string, ms: number): unknown => watched.set(owner, (watched.get(owner) ?? 0) + ms);
  for (const facts of inside) {
    const { viewerId, sessionId } = facts.session;
    add(ownerOf(viewerId, sessionId), msIn(facts, WATCHED, window));
  }
  for (const row of totals) add(row.owner, row.watchedMs);
  return [...watched.values()];
}

function averageBitrate(
  inside: readonly SessionFacts[],
  totals: readonly TotalsRow[],
  window: Window,
): number | null {
  const weights = [
    ...inside
      .flatMap((facts) => facts.segments.filter((segment) => segment.state === 'playing'))
      .map((segment) => ({ bitrate: segment.bitrate, ms: clippedMs(segment, window) })),
    ...totals.map((row) => ({ bitrate: row.bitrate, ms: row.playMs })),
  ].flatMap(({ bitrate, ms }) => (bitrate === null ? [] : [{ bitrate, ms }]));
  return ratio(sum(weights.map(({ bitrate, ms }) => bitrate * ms)), sum(weights.map(({ ms }) => ms)));
}

function timeInQuality(inside: readonly SessionFacts[], window: Window): Record<string, number> | null {
  const times = new Map<string, number>();
  for (const segment of inside.flatMap((facts) => facts.segments)) {
    const ms = clippedMs(segment, window);
    if (segment.state !== 'playing' || segment.quality === null || ms === 0) continue;
    times.set(segment.quality, (times.get(segment.quality) ?? 0) + ms);
  }
  return times.size === 0 ? null : objectOf(times);
}

/**
 * Distribution of product.md 6 for at most 1,024 distinct values, where every percentile is exact.
 *
 * @returns null for no values
 * @throws {RangeError} for more distinct values than that: this oracle has no bins
 */
export function distribution(values: readonly number[]): Distribution | null {
  const sorted = [...values].sort((a, b) => a - b);
  if (new Set(sorted).size > 1024) throw new RangeError('values: expected at most 1024 distinct ones');
  const first = sorted[0];
  if (first === undefined) return null;
  const at = (percent: number): number => sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? first;
  return {
    n: sorted.length,
    min: first,
    avg: sum(sorted) / sorted.length,
    p50: at(50),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    max: at(100),
  };
}

/** Map-like objects of a report are ordered by key. */
function objectOf(map: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
