import { RULES } from '../formats/canonical-kinds.ts';
import { FIELDS } from '../formats/canonical-names.ts';
import { Flag } from '../model/event-batch.ts';
import { CacheClass, EventKind, MediaType, PlayerState } from '../model/event-kind.ts';

/**
 * Columns of canonical events in the order in which they are written: all fields but `event_id`, of whose identities
 * only hashes are kept.
 */
export const COLUMNS: readonly string[] = FIELDS.map(({ name }) => name).filter(
  (name) => name !== 'event_id',
);

/** @throws Error for a name that is no column: a mistake in a table of ours */
export function columnOf(name: string): number {
  const column = COLUMNS.indexOf(name);
  if (column < 0) throw new Error(`${name} is no column of canonical events`);
  return column;
}

/** What of a row a cell is made of; `from` is a number, string or flag column of `EventBatch`. */
export type CellForm = 'integer' | 'micros' | 'text' | 'word' | 'flag';

/** One field that a kind of event carries, and where it stands in a row. */
export interface EventCell {
  readonly column: number;
  readonly form: CellForm;
  /** Number or string column; of a flag the bit that says true. */
  readonly from: number;
  /** Of a flag: the bit without which nothing is known; 0: false is not said. */
  readonly knownBit: number;
  /** Of a word: by `code`; '' for a code that says nothing. */
  readonly words: readonly string[];
}

const PTS_US = 0;
const DTS_US = 1;
export const ARRIVAL_US = 5;

/** Words that are read back as their class, whoever the CDN is: `unknown` itself is a word of Cloudflare's. */
const CACHE_WORDS: Readonly<Record<keyof typeof CacheClass, string>> = {
  hit: 'hit',
  hit_stale: 'stale',
  reval: 'revalidated',
  miss: 'miss',
  shield: 'shield-hit',
  pass: 'pass',
  synth: 'synth',
  denied: 'denied',
  error: 'error',
  abort: 'abort',
  unknown: 'other',
};

const STATES = wordsOf(PlayerState, (name) => name);
/** Fields that no rule of reading holds, because they are no plain number or text. */
const SPECIAL: ReadonlyMap<number, readonly EventCell[]> = new Map([
  [
    EventKind.packet,
    [
      word(
        'media_type',
        wordsOf(MediaType, (name) => name),
      ),
      flag('keyframe', Flag.keyframe, Flag.keyframeKnown),
    ],
  ],
  [EventKind.join, [word('state', STATES)]],
  [EventKind.state, [word('state', STATES)]],
  [EventKind.leave, [word('reason', STATES)]],
  [EventKind.error, [flag('fatal', Flag.fatal, 0)]],
  [
    EventKind.request,
    [
      word(
        'cache_status',
        wordsOf(CacheClass, (name) => CACHE_WORDS[name]),
      ),
      cell('url', 'text', 0),
      flag('aborted', Flag.aborted, 0),
    ],
  ],
]);

/** By kind: the word of `type`; '' for a kind that canonical events do not have. */
export const TYPE_WORDS: readonly string[] = wordsOf(EventKind, (name) => (name === 'track' ? '' : name));

/** By kind: its cells in the order of {@link COLUMNS}, made of the rules that such events are read by. */
export const CELLS: readonly (readonly EventCell[])[] = TYPE_WORDS.map((_, kind) => {
  const rule = RULES.find((each) => each.kind === kind);
  if (rule === undefined) return [];
  const numbers = rule.numbers.map(({ name, column, rule: { scale } }) =>
    cell(name, scale === 1 ? 'integer' : 'micros', column),
  );
  const texts = rule.texts.map(({ name, column }) => cell(name, 'text', column));
  return [...numbers, ...texts, ...(SPECIAL.get(kind) ?? [])].toSorted((a, b) => a.column - b.column);
});

/** Cells of a packet whose track has no media time: its pts and dts hold its arrival, which `ts` says. */
export const ARRIVAL_TIMED_CELLS: readonly EventCell[] = (CELLS[EventKind.packet] ?? []).filter(
  ({ form, from }) => form !== 'micros' || (from !== PTS_US && from !== DTS_US),
);

function cell(name: string, form: CellForm, from: number): EventCell {
  return { column: columnOf(name), form, from, knownBit: 0, words: [] };
}

function word(name: string, words: readonly string[]): EventCell {
  return { ...cell(name, 'word', 0), words };
}

function flag(name: string, bit: number, knownBit: number): EventCell {
  return { ...cell(name, 'flag', bit), knownBit };
}

function wordsOf<Name extends string>(
  codes: Readonly<Record<Name, number>>,
  wordOf: (name: Name) => string,
): string[] {
  const words: string[] = [''];
  for (const [name, code] of Object.entries(codes) as [Name, number][]) words[code] = wordOf(name);
  return words;
}
