import { TYPES } from '../formats/canonical-kinds.ts';
import { FIELDS, type FieldName, nameCode, RANK_BITS, UNKNOWN_NAME } from '../formats/canonical-names.ts';
import { unitsOf } from '../formats/canonical-units.ts';
import { shownText } from '../formats/shown.ts';
import type { Choice } from './choice.ts';
import { choiceByValues } from './choose-by-values.ts';
import { KNOWN_NAMES } from './known-names.ts';
import type { FieldFacts, LogFacts } from './log-facts.ts';
import { plainNames } from './name-words.ts';
import { rangeUnit } from './unit-of-values.ts';
import { goesOn, isEventWord, isInstant, mayHold, shareThat } from './value-tests.ts';

/** What the fields of a log stand for. */
export interface Choices {
  /** Fields that are read under their own names as they are. */
  readonly own: ReadonlyMap<FieldName, FieldFacts>;
  readonly chosen: ReadonlyMap<FieldName, Choice>;
  /** Why a field of the log is left alone although it looks like one of ours, by its name. */
  readonly doubts: ReadonlyMap<string, string>;
}

/**
 * Decides field by field what a log's fields stand for: by their names first, then by values that can hardly be
 * anything else. Where two are as likely, or a unit is not told, none is chosen.
 */
export function chooseFields(log: LogFacts): Choices {
  const own = ownFields(log);
  const chosen = new Map<FieldName, Choice>();
  const doubts = new Map<string, string>();
  const taken = new Set([...own.values()].map(({ name }) => name));
  // An empty key cannot be named in a map.
  const nameable = log.fields.filter(({ keys }) => !keys.includes(''));
  for (const [field, names] of KNOWN_NAMES) {
    const free = nameable.filter(({ name }) => !taken.has(name));
    const known = own.get(field);
    const choice =
      known === undefined
        ? (choiceByName(field, names, free, doubts) ?? choiceByValues(field, free, log, doubts))
        : inOtherUnit(field, known);
    if (choice === null) continue;
    chosen.set(field, choice);
    taken.add(choice.source.name);
  }
  return { own, chosen, doubts };
}

/** Fields of the log that have a name of ours and hold what it says. */
function ownFields({ fields }: LogFacts): Map<FieldName, FieldFacts> {
  const own = new Map<FieldName, FieldFacts>();
  const ranks = new Map<FieldName, number>();
  for (const source of fields) {
    const code = source.keys.length === 1 ? nameCode(source.name) : UNKNOWN_NAME;
    if (code === UNKNOWN_NAME) continue;
    const field = FIELDS[code >> RANK_BITS]?.name as FieldName;
    if ((ranks.get(field) ?? Number.POSITIVE_INFINITY) <= code || !mayHold(field, source)) continue;
    // Collectors put a type of their own (`track`) beside the name of the event.
    if (field === 'type' && ![...source.byRecord.values()].some(isKnownWord)) continue;
    own.set(field, source);
    ranks.set(field, code);
  }
  // Of a packet; any other log means something else by it.
  if (!own.has('media_type')) own.delete('duration');
  return own;
}

function isKnownWord(value: unknown): boolean {
  return isEventWord(value) || (typeof value === 'string' && TYPES.find(value) !== null);
}

function choiceByName(
  field: FieldName,
  names: readonly string[],
  free: readonly FieldFacts[],
  doubts: Map<string, string>,
): Choice | null {
  const units = unitsOf(field);
  let best: { source: FieldFacts; rank: number; unit: string | null }[] = [];
  for (const source of free) {
    for (const { text, unit } of plainNames(source.keys)) {
      if (unit !== null && field !== 'ts' && !units.includes(unit)) continue;
      const rank = text === '' && field === 'bitrate' ? names.length : names.indexOf(text);
      if (rank < 0 || !holds(field, source)) continue;
      const first = best[0]?.rank ?? Number.POSITIVE_INFINITY;
      if (rank < first) best = [];
      if (rank <= first && !best.some((other) => other.source === source)) best.push({ source, rank, unit });
    }
  }
  const [one, other] = best;
  if (one === undefined) return null;
  if (other !== undefined) {
    for (const { source } of best) doubts.set(source.name, `${field}? ${best.length} fields are as likely`);
    return null;
  }
  const { source } = one;
  const why = 'its name';
  if (units.length === 0) return { field, source, unit: null, why };
  const told = one.unit ?? rangeUnit(field, source);
  if (told === null) {
    doubts.set(source.name, `${field}? its unit is not told`);
    return null;
  }
  const byRange = one.unit === null && told !== units[0];
  return {
    field,
    source,
    unit: told === units[0] ? null : told,
    why: byRange ? `${why}; ${told} by its values` : why,
  };
}

/** Whether the values fit what the name says. */
function holds(field: FieldName, source: FieldFacts): boolean {
  if (!mayHold(field, source)) return false;
  // A count from the start may be any number: it must at least go on.
  if (field === 'ts') return shareThat(source, isInstant) > 0 || goesOn(source);
  return field !== 'type' || [...source.byRecord.values()].some(isEventWord);
}

/** A field under its own name whose values can only be of another unit. */
function inOtherUnit(field: FieldName, source: FieldFacts): Choice | null {
  const [ownUnit] = unitsOf(field);
  const unit = rangeUnit(field, source);
  if (ownUnit === undefined || unit === null || unit === ownUnit) return null;
  return { field, source, unit, why: `its own name; ${shownText(unit)} by its values` };
}
