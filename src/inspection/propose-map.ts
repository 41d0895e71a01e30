import { STATES } from '../formats/canonical-kinds.ts';
import type { FieldName } from '../formats/canonical-names.ts';
import { parsePath, pathText } from '../model/field-path.ts';
import type { ProposedMap } from '../model/inspection.ts';
import type { Choice } from './choice.ts';
import { type Choices, chooseFields } from './choose-fields.ts';
import { type EventWord, eventWords, shareWith, statesOf } from './event-words.ts';
import { meaningsOf, stateOf } from './known-words.ts';
import { type FieldFacts, type LogFacts, shareOf } from './log-facts.ts';
import { missingWords } from './value-tests.ts';

type Values = ProposedMap['values'][number];

const LENGTH_OF_WHAT = 'duration_ms? of what it is the length is not told';

/** A field map without what only reading with it can tell, and why fields that look like ours are in none. */
export interface Proposal {
  readonly fields: ProposedMap['fields'];
  readonly constants: ProposedMap['constants'];
  readonly values: readonly Values[];
  readonly words: readonly EventWord[];
  /** By name of the field of the log. */
  readonly doubts: ReadonlyMap<string, string>;
}

/** The field map that the first records of a log justify. */
export function proposeMap(log: LogFacts): Proposal {
  const found = chooseFields(log);
  const doubts = new Map(found.doubts);
  const chosen = new Map(found.chosen);
  const sources = new Map<FieldName, FieldFacts>(found.own);
  for (const [field, { source }] of chosen) sources.set(field, source);
  const type = sources.get('type');
  const duration = chosen.get('duration_ms');
  if (duration !== undefined && !isOfStalls(duration.source, type)) {
    chosen.delete('duration_ms');
    sources.delete('duration_ms');
    doubts.set(duration.source.name, LENGTH_OF_WHAT);
  }
  for (const field of log.fields) {
    if (doubts.get(field.name)?.startsWith('duration_ms?') === true && !isOfStalls(field, type))
      doubts.set(field.name, LENGTH_OF_WHAT);
  }
  const unsure = log.fields.filter(({ name }) => {
    const doubt = doubts.get(name) ?? '';
    return /^(?:duration|startup)_ms\?/.test(doubt) && doubt !== LENGTH_OF_WHAT;
  });
  const words = type === undefined ? [] : eventWords(type, sources, unsure);
  const values: Values[] = words.flatMap(({ word, isOurs, meaning, why }) =>
    isOurs || meaning === null ? [] : [{ name: 'type', word, value: meaning.type, why }],
  );
  addStates(chosen, sources, words, values);
  values.push(...nothings(sources));
  return {
    fields: fieldsOf(chosen, sources),
    constants: constantsOf(found, sources, log),
    values,
    words,
    doubts,
  };
}

/** A duration says something of the events that it stands on: on others it may be that of the film. */
function isOfStalls(field: FieldFacts, type: FieldFacts | undefined): boolean {
  if (type === undefined) return true;
  const isTold = (word: string) =>
    meaningsOf(word).some((meaning) => meaning.needs === 'duration_ms' || meaning.type === 'request');
  return shareWith(field, type, isTold) >= 0.9;
}

/** States: those of a field of the log in words of ours, or those that the names of events say. */
function addStates(
  chosen: Map<FieldName, Choice>,
  sources: Map<FieldName, FieldFacts>,
  words: readonly EventWord[],
  values: Values[],
): void {
  const state = sources.get('state');
  const type = sources.get('type');
  const isSaid = words.some(({ isOurs, meaning }) => !isOurs && meaning?.type === 'state');
  if (state !== undefined) {
    for (const word of new Set(state.byRecord.values())) {
      const meant = typeof word === 'string' && STATES.find(word) === null ? stateOf(word) : null;
      if (meant !== null)
        values.push({ name: 'state', word: String(word), value: meant, why: 'a common word for it' });
    }
  } else if (isSaid && type !== undefined) {
    const why = 'the name of an event says the state';
    chosen.set('state', { field: 'state', source: type, unit: null, why });
    for (const [word, value] of statesOf(words)) {
      const because = value === null ? 'a player that plays when it comes' : 'the event itself';
      values.push({ name: 'state', word, value, why: because });
    }
  }
}

/** Words that say that there is nothing. */
function nothings(sources: ReadonlyMap<FieldName, FieldFacts>): Values[] {
  return [...sources].flatMap(([name, { byRecord }]) => {
    if (name === 'type' || name === 'tags') return [];
    const there = new Set([...byRecord.values()].map(String));
    return missingWords(name)
      .filter((word) => there.has(word))
      .map((word): Values => ({ name, word, value: null, why: 'written where there is none' }));
  });
}

function fieldsOf(
  chosen: ReadonlyMap<FieldName, Choice>,
  sources: ReadonlyMap<FieldName, FieldFacts>,
): ProposedMap['fields'] {
  const fields = [...chosen.values()].map(({ field, source, unit, why }) => {
    return { name: field, from: pathOf(source), unit, why };
  });
  // A source that a map names is read in no other way: the event field, too, must then be named.
  const type = sources.get('type');
  const isShared = type !== undefined && chosen.get('state')?.source === type && !chosen.has('type');
  if (isShared) fields.unshift({ name: 'type', from: pathOf(type), unit: null, why: 'its name' });
  return fields;
}

/** Records that all are answers of a server need no field that says so. */
function constantsOf(
  { own }: Choices,
  sources: ReadonlyMap<FieldName, FieldFacts>,
  log: LogFacts,
): ProposedMap['constants'] {
  const status = sources.get('status');
  if (status === undefined || shareOf(status, log) < 1) return [];
  const isOfServer = (['bytes', 'url', 'edge', 'ttfb_ms', 'cache_status'] as const).some((name) =>
    sources.has(name),
  );
  if (sources.has('type') || own.has('media_type') || !isOfServer) return [];
  return [{ name: 'type', value: 'request', why: 'every record has an HTTP status and no name of an event' }];
}

/** A field of the log as a map names it. */
function pathOf({ name, keys }: FieldFacts): string {
  // Columns with a dot in their name need no escape: they are compared as a whole.
  return keys.length === 1 && parsePath(keys[0] as string)?.join('.') === keys[0] && name === keys[0]
    ? name
    : pathText(keys);
}
