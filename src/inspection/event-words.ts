import { TYPES } from '../formats/canonical-kinds.ts';
import type { FieldName } from '../formats/canonical-names.ts';
import type { EventKind, PlayerState } from '../model/event-kind.ts';
import { type Meaning, meaningsOf } from './known-words.ts';
import type { FieldFacts } from './log-facts.ts';

/** Share of the records with a word that must carry what its meaning needs. */
const MOST = 0.9;
/** Distinct words that are looked at: a field with more names no events. */
const MAX_WORDS = 100;

/** One word of the event field. */
export interface EventWord {
  readonly word: string;
  /** It is a word of ours already. */
  readonly isOurs: boolean;
  /** Null: nothing justifies one. */
  readonly meaning: Meaning | null;
  /** For people. */
  readonly why: string;
}

/**
 * The words of the field that names events, in the order in which they are met, with the first meaning that their
 * records justify.
 *
 * @param fields - the fields of ours that the log has
 * @param unsure - fields of the log that look like lengths of time that cannot be read
 */
export function eventWords(
  type: FieldFacts,
  fields: ReadonlyMap<FieldName, FieldFacts>,
  unsure: readonly FieldFacts[],
): EventWord[] {
  const records = new Map<string, number[]>();
  for (const [record, value] of type.byRecord) {
    if (typeof value !== 'string') continue;
    const known = records.get(value);
    if (known !== undefined) known.push(record);
    else if (records.size < MAX_WORDS) records.set(value, [record]);
  }
  // The end of a stall says nothing about its length unless its begin is told, too; nor does a begin without an end.
  const all = [...records.keys()].flatMap(meaningsOf);
  const begins = all.some(({ state }) => state === 'rebuffering');
  const ends = all.some(({ state }) => state === 'playing');
  const hasViewer = fields.has('viewer_id') || fields.has('session_id');
  return [...records].map(([word, at]) => {
    const meanings = meaningsOf(word);
    const own = TYPES.find(word);
    const met = meanings.find(({ needs }) => needs === undefined || carries(fields.get(needs), at));
    const isHalf = meanings[0]?.type === 'rebuffer' && met?.type === 'state';
    const isLength = met !== undefined && met !== meanings[0] && unsure.some((field) => carries(field, at));
    const meant = isLength || (isHalf && !(begins && ends)) ? undefined : met;
    const isOurs = own !== null && (meanings.length === 0 || own.rule.kind === kindOf(meant));
    const needs = meanings.find((meaning) => meaning.needs !== undefined)?.needs;
    if (isOurs) return { word, isOurs, meaning: meant ?? null, why: 'a word of ours' };
    if (meant === undefined) {
      const why = needs === undefined ? 'no meaning is known' : `needs ${needs}, which its records lack`;
      return { word, isOurs, meaning: null, why };
    }
    if (!hasViewer && TYPES.find(meant.type)?.rule.needsViewer === true)
      return { word, isOurs, meaning: null, why: 'names no viewer' };
    return { word, isOurs, meaning: meant, why: meant.because ?? 'a common word for it' };
  });
}

/** The share of a field's records that have one of these words. */
export function shareWith(field: FieldFacts, type: FieldFacts, test: (word: string) => boolean): number {
  let passed = 0;
  for (const record of field.byRecord.keys()) {
    const word = type.byRecord.get(record);
    if (typeof word === 'string' && test(word)) passed += 1;
  }
  return field.byRecord.size === 0 ? 0 : passed / field.byRecord.size;
}

function carries(field: FieldFacts | undefined, records: readonly number[]): boolean {
  if (field === undefined) return false;
  return records.filter((record) => field.byRecord.has(record)).length >= MOST * records.length;
}

function kindOf(meaning: Meaning | undefined): EventKind | null {
  return meaning === undefined ? null : (TYPES.find(meaning.type)?.rule.kind ?? null);
}

/**
 * The states that words of the event field say, for records that have no state of their own.
 *
 * @returns what `state` is for each word that is an event with a state; null: nothing, the default of a join
 */
export function statesOf(words: readonly EventWord[]): ReadonlyMap<string, keyof typeof PlayerState | null> {
  const states = new Map<string, keyof typeof PlayerState | null>();
  // A player that tells when playback begins did not play when it came. The end of a stall tells nothing of that.
  const tellsPlaying = words.some(({ meaning }) => meaning?.begins === true);
  for (const { word, meaning } of words) {
    if (meaning?.type === 'state') states.set(word, meaning.state ?? null);
    else if (meaning?.type === 'join') states.set(word, tellsPlaying ? 'starting' : null);
  }
  return states;
}
