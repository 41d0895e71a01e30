import { nearNames } from '../model/edit-distance.ts';
import { UsageError } from '../model/errors.ts';
import { EventKind, MediaType, PlayerState } from '../model/event-kind.ts';
import type { FieldMap, MappedField, MapScalar } from '../model/field-map.ts';
import { parsePath } from '../model/field-path.ts';
import { numberRuleOf } from './canonical-kind-fields.ts';
import { BOOLEANS, LEAVE_REASONS, MEDIA_TYPES, STATES, TYPES } from './canonical-kinds.ts';
import { FIELDS, isTagName, nameCode, RANK_BITS, UNKNOWN_NAME } from './canonical-names.ts';
import { unitsOf } from './canonical-units.ts';
import { applyRule } from './numbers.ts';
import { shownText, shownValue } from './shown.ts';

/** A field that holds one of a few words. */
interface WordField {
  /** For messages: `expected …`. */
  readonly expected: string;
  readonly known: readonly string[];
  find(word: string): unknown;
}

const booleans: WordField = {
  expected: 'true or false',
  known: ['true', 'false'],
  find: (word) => BOOLEANS.find(word),
};
const WORD_FIELDS: ReadonlyMap<string, WordField> = new Map<string, WordField>([
  [
    'type',
    wordField(
      'a kind of event',
      TYPES,
      Object.keys(EventKind).filter((kind) => kind !== 'track'),
    ),
  ],
  ['state', wordField('a player state', STATES, Object.keys(PlayerState))],
  ['reason', wordField('a reason of a leave', LEAVE_REASONS, ['ended', 'quit', 'failed'])],
  ['media_type', wordField('a media type', MEDIA_TYPES, Object.keys(MediaType))],
  ['keyframe', booleans],
  ['fatal', booleans],
  ['aborted', booleans],
]);

function wordField(
  expected: string,
  words: { find(word: string): unknown },
  known: readonly string[],
): WordField {
  return { expected, known, find: (word) => words.find(word) };
}

/** Near names that are offered for one that does not exist. */
const OFFERED = 3;

/**
 * Makes a field map of what somebody wrote, one saying after another. Every saying is checked at once; `place` (where
 * it stands: `--map`, `map.yaml:3`) begins the message of a wrong one.
 */
export class FieldMapBuilder {
  private readonly fields = new Map<string, MappedField>();
  private readonly constants = new Map<string, MapScalar>();
  private readonly values = new Map<string, Map<string, MapScalar | null>>();

  /**
   * A field is read from a path of the record.
   *
   * @param unit - of the numbers there; null: the field's own
   * @throws UsageError for an unknown field or unit, a path that is none, a field that has a source already
   */
  addField(place: string, name: string, from: string, unit: string | null): void {
    const at = `${place}: ${shownText(name)}`;
    this.expectNew(place, name);
    const path = parsePath(from);
    if (path === null) throw new UsageError(`${at}: expected a path like user.id, found ${shownValue(from)}`);
    if (unit !== null) expectUnit(at, name, unit);
    this.fields.set(name, { name, path, unit, place });
  }

  /**
   * A field has the same value in every record.
   *
   * @throws UsageError for an unknown field, a value that it cannot have, a field that has a source already
   */
  addConstant(place: string, name: string, value: MapScalar): void {
    this.expectNew(place, name);
    if (name === 'tags') throw new UsageError(`${place}: tags: expected tags.KEY`);
    expectValue(`${place}: ${name}`, name, value);
    this.constants.set(name, value);
  }

  /**
   * A value of the log stands for one of ours.
   *
   * @param word - the value in the log, as text; compared letter by letter
   * @param value - null: the field is then taken as absent
   * @throws UsageError for an unknown field, a value that it cannot have, a word that was given a meaning before
   */
  addValue(place: string, name: string, word: string, value: MapScalar | null): void {
    expectField(place, name);
    if (name === 'tags') throw new UsageError(`${place}: tags: expected tags.KEY`);
    const at = `${place}: ${shownText(name)}: ${shownText(word)}`;
    if (value !== null) expectValue(at, name, value);
    else if (name === 'type') throw new UsageError(`${at}: expected a kind of event, found null`);
    const known = this.values.get(name) ?? new Map<string, MapScalar | null>();
    if (known.has(word)) throw new UsageError(`${at}: stands for two values`);
    this.values.set(name, known.set(word, value));
  }

  /**
   * The map of everything said so far.
   *
   * @throws UsageError for values of a tag that has no source: tags under their own names are not looked through
   */
  build(): FieldMap {
    for (const name of this.values.keys()) {
      if (isTagName(name) && !this.fields.has(name))
        throw new UsageError(`values: ${shownText(name)}: expected a source for it under fields`);
    }
    return { fields: [...this.fields.values()], constants: this.constants, values: this.values };
  }

  private expectNew(place: string, name: string): void {
    expectField(place, name);
    const before = this.fields.get(name)?.place ?? (this.constants.has(name) ? 'constants' : null);
    if (before === null) return;
    const other = before === place ? '' : `, the other in ${before}`;
    throw new UsageError(`${place}: ${shownText(name)}: has two sources${other}`);
  }
}

function expectField(place: string, name: string): void {
  const names = FIELDS.map((field) => field.name);
  if (names.includes(name) || isTagName(name)) return;
  const code = nameCode(name);
  const meant = code === UNKNOWN_NAME ? nearNames(name, names) : [names[code >> RANK_BITS] as string];
  throw new UsageError(
    `${place}: ${shownText(name)}: no field has this name; ${offer(meant) || '"stream-analytics formats ndjson" lists them'}`,
  );
}

function expectUnit(at: string, name: string, unit: string): void {
  const units = unitsOf(name);
  if (units.includes(unit)) return;
  const expected = units.length === 0 ? 'no unit, this field has none' : `one of ${units.join(', ')}`;
  throw new UsageError(`${at}: unit: expected ${expected}, found ${shownValue(unit)}`);
}

function expectValue(at: string, name: string, value: MapScalar): void {
  const words = WORD_FIELDS.get(name);
  if (words !== undefined) {
    if (words.find(String(value)) !== null) return;
    const near = offer(nearNames(String(value), words.known));
    throw new UsageError(
      `${at}: expected ${words.expected}, found ${shownValue(value)}; ${near || `known are ${words.known.join(', ')}`}`,
    );
  }
  const rule = numberRuleOf(name);
  if (rule !== null && Number.isNaN(applyRule(value, rule)))
    throw new UsageError(`${at}: expected ${rule.expected}, found ${shownValue(value)}`);
}

function offer(near: readonly string[]): string {
  return near.length === 0 ? '' : `did you mean ${near.slice(0, OFFERED).join(' or ')}?`;
}
