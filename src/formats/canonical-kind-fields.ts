import { EventKind } from '../model/event-kind.ts';
import { RULES } from './canonical-kinds.ts';
import { FIELDS, type FieldName } from './canonical-names.ts';
import type { NumberRule } from './numbers.ts';

/** Fields that `CanonicalReader` reads for some kinds beside the numbers and texts of their rules. */
const OWN_FIELDS: ReadonlyMap<EventKind, readonly FieldName[]> = new Map<EventKind, readonly FieldName[]>([
  [EventKind.packet, ['media_type', 'keyframe']],
  [EventKind.join, ['state']],
  [EventKind.state, ['state']],
  [EventKind.leave, ['reason']],
  [EventKind.error, ['fatal']],
  [EventKind.request, ['url', 'cache_status', 'aborted']],
]);

/**
 * The kinds of event that read a field.
 *
 * @returns null for a field that stands on any event (its time, ids and dimensions)
 */
export function kindsReading(name: string): ReadonlySet<EventKind> | null {
  const field = FIELDS.findIndex((each) => each.name === name);
  const kinds = RULES.filter(
    ({ kind, numbers, texts }) =>
      numbers.some((number) => number.field === field || number.orField === field) ||
      texts.some((text) => text.field === field) ||
      OWN_FIELDS.get(kind)?.some((own) => own === name) === true,
  ).map(({ kind }) => kind);
  // The rendition is a field of some kinds and a dimension of all.
  return kinds.length === 0 || name === 'quality' ? null : new Set(kinds);
}

/** Whether no event of a kind can be used without a field (or the one that stands in for it). */
export function isNeeded(name: string, kind: EventKind): boolean {
  const field = FIELDS.findIndex((each) => each.name === name);
  if (name === 'type' || (name === 'ts' && kind !== EventKind.packet)) return true;
  if (name === 'media_type') return kind === EventKind.packet;
  if (name === 'state') return kind === EventKind.state;
  const rule = RULES.find((each) => each.kind === kind);
  if (name === 'viewer_id') return rule?.needsViewer === true;
  return [...(rule?.numbers ?? []), ...(rule?.texts ?? [])].some(
    (one) => one.required && one.field === field,
  );
}

/** What a field's number must be, with the bounds of the first kind that reads it; null when it is no number. */
export function numberRuleOf(name: string): NumberRule | null {
  for (const { numbers } of RULES) {
    const found = numbers.find(({ field, orField }) =>
      [field, orField].some((id) => FIELDS[id]?.name === name),
    );
    if (found !== undefined) return found.rule;
  }
  return null;
}

/** The field that is read in the place of another that is absent (`bytes` for `size`); null when none is. */
export function stoodInBy(name: string): string | null {
  for (const { numbers } of RULES) {
    const found = numbers.find((number) => number.name === name && number.orField >= 0);
    if (found !== undefined) return FIELDS[found.orField]?.name ?? null;
  }
  return null;
}
