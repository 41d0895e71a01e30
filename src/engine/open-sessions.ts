import type { Dictionary } from '../model/dictionary.ts';
import { PlayerState } from '../model/event-kind.ts';
import {
  type GoingSession,
  SessionEnd,
  type SessionOutcome,
  type ViewerFacts,
} from '../model/viewer-facts.ts';
import { type Row, RowFault, type RowState, unknownKind, type WriteRow } from '../stats/rows.ts';

/** A session that goes on, and what its shard counted of it so far. Ids are the dictionary's, 0: unsaid. */
export interface OpenSession {
  readonly viewer: number;
  readonly session: number;
  readonly watchedMs: number;
  /** A stall of it began inside the window. */
  readonly stalled: boolean;
  readonly going: GoingSession;
}

const RESOLUTIONS = ['started', 'failed', 'left', 'pending'] as const;
/** Times of a session in its row, after its viewer, session and quality; null: never. */
const TIMES = [
  'fromMs',
  'openedMs',
  'playedMs',
  'failedPlayingMs',
  'resolvedMs',
  'sinceMs',
  'overMs',
] as const;
const OTHERS = ['stallAtMs', 'stallFromMs', 'bitrateBps'] as const;
const NUMBERS = [...TIMES, ...OTHERS, 'state', 'implicit', 'attempt', 'resolution', 'watchedMs', 'stalled'];
const PLAYER_STATES: ReadonlySet<number> = new Set(Object.values(PlayerState));
/** Times that every session has. */
const CERTAIN: ReadonlySet<string> = new Set([
  'fromMs',
  'openedMs',
  'sinceMs',
  'state',
  'resolution',
  'watchedMs',
]);

/** Sessions that are open at the end of a log, until it is known where all logs end. */
export class OpenSessions implements RowState {
  private readonly dictionary: Dictionary;
  private readonly list: OpenSession[] = [];

  /** @param dictionary - of the ids of viewers, sessions and qualities */
  constructor(dictionary: Dictionary) {
    this.dictionary = dictionary;
  }

  get size(): number {
    return this.list.length;
  }

  add(session: OpenSession): void {
    this.list.push(session);
  }

  merge(other: OpenSessions): void {
    const own = (id: number): number =>
      other.dictionary === this.dictionary ? id : this.dictionary.id(other.dictionary.text(id));
    for (const { viewer, session, going, ...counted } of other.list) {
      const level = { ...going, quality: own(going.quality) };
      this.add({ ...counted, viewer: own(viewer), session: own(session), going: level });
    }
  }

  [Symbol.iterator](): IterableIterator<OpenSession> {
    return this.list.values();
  }

  /** One row a session, by viewer, session and time: which shard held it does not show. */
  writeRows(write: WriteRow): void {
    const texts = (open: OpenSession): string[] =>
      [open.viewer, open.session, open.going.quality].map((id) => this.dictionary.text(id));
    const rows = this.list.map((open) => ({ names: texts(open), numbers: numbersOf(open) }));
    const keyed = rows.map((row) => ({ ...row, order: JSON.stringify([row.names, row.numbers]) }));
    keyed.sort((a, b) => (a.order < b.order ? -1 : 1));
    for (const { names, numbers } of keyed) {
      write(null, 'session', names[0] || names[1] || '', 'open', [...names, ...numbers]);
    }
  }

  readRow(row: Row): void {
    const { value } = row;
    if (row.kind !== 'session') throw unknownKind(row);
    if (!Array.isArray(value) || value.length !== 3 + NUMBERS.length) {
      throw new RowFault(`value: expected the ${3 + NUMBERS.length} fields of an open session`);
    }
    const names = value.slice(0, 3).map((text: unknown) => {
      if (typeof text === 'string') return this.dictionary.idOfWhole(text);
      throw new RowFault('value: expected the names of a viewer, a session and a quality');
    });
    const [viewer = 0, session = 0, quality = 0] = names;
    const numbers = new Map(NUMBERS.map((name, at) => [name, numberOf(name, value[3 + at])]));
    const of = (name: string): number => numbers.get(name) as number;
    const state = of('state');
    const resolution = RESOLUTIONS[of('resolution')];
    if (!PLAYER_STATES.has(state) || resolution === undefined) {
      throw new RowFault('value: expected a state and a resolution of a session');
    }
    const going = Object.fromEntries([...TIMES, ...OTHERS].map((name) => [name, of(name)]));
    const told = { implicit: of('implicit') === 1, attempt: of('attempt') === 1, resolution, quality, state };
    const overMs = Number.isNaN(of('overMs')) ? Number.POSITIVE_INFINITY : of('overMs');
    this.add({
      viewer,
      session,
      watchedMs: of('watchedMs'),
      stalled: of('stalled') === 1,
      going: { ...going, ...told, overMs } as GoingSession,
    });
  }
}

function numbersOf({ going, watchedMs, stalled }: OpenSession): (number | null)[] {
  const times = [...TIMES, ...OTHERS].map((name) => (Number.isFinite(going[name]) ? going[name] : null));
  const marks = [going.state, Number(going.implicit), Number(going.attempt)];
  return [...times, ...marks, RESOLUTIONS.indexOf(going.resolution), watchedMs, Number(stalled)];
}

function numberOf(name: string, value: unknown): number {
  if (value === null && !CERTAIN.has(name)) return Number.NaN;
  if (typeof value === 'number' && Math.abs(value) < 2 ** 53) return value;
  throw new RowFault(`value: expected a number for ${name}, found ${JSON.stringify(value)}`);
}

/** Tells a session that goes on as closed: where all logs end, or where it was over. */
export function closeOpen(
  open: OpenSession,
  slot: number,
  asOfMs: number,
  facts: Pick<ViewerFacts, 'span' | 'stall' | 'closed'>,
): void {
  const { going, viewer, session } = open;
  // Its stream has been asked for already.
  const s = { slot, viewer, session, stream: 0 };
  const isOver = asOfMs > going.overMs;
  const toMs = Math.min(asOfMs, going.overMs);
  if (toMs > going.sinceMs) {
    facts.span(s, going.state, going.sinceMs, toMs, going.quality, going.bitrateBps);
  }
  if (!Number.isNaN(going.stallAtMs)) facts.stall(s, going.stallAtMs, toMs - going.stallFromMs, false);
  const left = isOver && going.resolution === 'pending';
  const outcome: SessionOutcome = {
    ...going,
    toMs,
    end: isOver ? SessionEnd.timedOut : SessionEnd.open,
    resolution: left ? 'left' : going.resolution,
    resolvedMs: left && going.attempt ? toMs : going.resolvedMs,
  };
  facts.closed(s, outcome);
}
