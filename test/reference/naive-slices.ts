import type { CanonicalEvent } from './canonical-event.ts';
import type { Session, SessionFacts } from './naive-session.ts';

/**
 * Who is in a slice, in the plainest way: every value is looked for again in the list of a session's events. Written
 * from product.md 4 and 5 alone.
 */
export interface NaiveSlice {
  /** Whether these values of the dimensions asked for are in it. */
  readonly holds: (value: (dimension: string) => string | null) => boolean;
}

export const EVERYTHING: NaiveSlice = { holds: () => true };

const SPLIT = ['quality', 'cdn', 'edge'];

/** The value that an event carries itself; null: none. */
export function ownValue(event: CanonicalEvent, dimension: string): string | null {
  if (dimension.startsWith('tags.')) return event.tags?.[dimension.slice(5)] ?? null;
  // Only some kinds tell which quality plays.
  if (dimension === 'quality' && !['join', 'state', 'quality', 'heartbeat'].includes(event.type)) return null;
  return event[dimension as 'location'] ?? null;
}

/** Whether an event that belongs to no session is in the slice. */
export function holdsEvent(slice: NaiveSlice, event: CanonicalEvent): boolean {
  return slice.holds((dimension) => ownValue(event, dimension));
}

/** Whether a session is in the slice after the first so many of its events. */
function holdsAfter(slice: NaiveSlice, session: Session, count: number): boolean {
  return slice.holds((dimension) => {
    const told = session.events.map((event) => ownValue(event, dimension));
    if (!SPLIT.includes(dimension)) return told.find((value) => value !== null) ?? null;
    return told.slice(0, count).findLast((value) => value !== null) ?? null;
  });
}

/** Whether a session is in the slice when one of its events has just been told. */
export function holdsAtEvent(slice: NaiveSlice, session: Session, event: CanonicalEvent): boolean {
  return holdsAfter(slice, session, session.events.indexOf(event) + 1);
}

/** Whether a session is in the slice at an instant, all that happens in that instant included. */
export function holdsAt(slice: NaiveSlice, session: Session, atMs: number): boolean {
  return holdsAfter(slice, session, session.events.filter(({ ts }) => ts <= atMs).length);
}

/** The stretches of a session in the slice. One without length is an instant in it. */
export function stretchesOf(slice: NaiveSlice, session: Session): { fromMs: number; toMs: number }[] {
  const cuts = [session.fromMs, ...session.events.map(({ ts }) => ts).filter((ts) => ts > session.fromMs)];
  const instants = [...new Set(cuts)].sort((a, b) => a - b);
  const stretches: { fromMs: number; toMs: number }[] = [];
  for (const [i, fromMs] of instants.entries()) {
    if (!holdsAt(slice, session, fromMs)) continue;
    const toMs = instants[i + 1] ?? session.toMs;
    const last = stretches.at(-1);
    if (last?.toMs === fromMs && i > 0) last.toMs = toMs;
    else stretches.push({ fromMs, toMs });
  }
  return stretches;
}

/** What of a session's facts is in the slice. */
export function slicedFacts(slice: NaiveSlice, facts: SessionFacts): SessionFacts {
  const { session } = facts;
  const at = (atMs: number): boolean => holdsAt(slice, session, atMs);
  const stretches = stretchesOf(slice, session);
  return {
    ...facts,
    segments: facts.segments.flatMap((segment) =>
      stretches.map(({ fromMs, toMs }) => ({
        ...segment,
        fromMs: Math.max(fromMs, segment.fromMs),
        toMs: Math.max(Math.max(fromMs, segment.fromMs), Math.min(toMs, segment.toMs)),
      })),
    ),
    startup: facts.startup !== null && at(facts.startup.atMs) ? facts.startup : null,
    stalls: facts.stalls.filter(({ atMs }) => at(atMs)),
    switches: facts.switches.filter(({ atMs }) => at(atMs)),
    dropped: facts.dropped.filter(({ event }) => holdsAtEvent(slice, session, event)),
  };
}
