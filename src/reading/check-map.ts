import { isNeeded, kindsReading } from '../formats/canonical-kind-fields.ts';
import { shownText } from '../formats/shown.ts';
import { nearNames } from '../model/edit-distance.ts';
import { UsageError } from '../model/errors.ts';
import type { EventKind } from '../model/event-kind.ts';
import type { FieldMap, MappedField } from '../model/field-map.ts';
import { pathText } from '../model/field-path.ts';
import type { OpenInputs } from './open-inputs.ts';
import { FIRST_RECORDS } from './source-content.ts';

/** Formats of our own events, the ones that a map is for. */
const MAPPED: ReadonlySet<string> = new Set(['ndjson', 'csv']);
/** Names that are offered, and that are listed where none is near. */
const OFFERED = 3;
const LISTED = 20;

/**
 * A path that no record has is a slip of the pen. A field that some kinds of event have is missed when one of those
 * is there, so that a log of an hour without a stall is read by the same map as the others. Of longer inputs only the
 * first records are known here: what may stand further down, and is not needed by those that are known, is noted.
 *
 * @throws UsageError naming the field, the path and the nearest there is; also when no input is mapped at all
 */
export function checkMap(map: FieldMap | null, { sources }: OpenInputs): void {
  if (map === null || sources.length === 0) return;
  const mapped = sources.filter(({ source }) => MAPPED.has(source.format.name));
  if (mapped.length === 0) throw new UsageError('--map: no input is NDJSON or CSV, other formats need none');
  const found = mapped.flatMap(({ source }) => source.content.fieldNames(source.context.fields));
  // Inputs without a record are judged elsewhere.
  if (found.length === 0) return;
  const kinds = new Set(mapped.flatMap(({ probe }) => [...probe.kinds]));
  const isWhole = mapped.every(({ source }) => source.isShort);
  const unseen: string[] = [];
  for (const field of map.fields) {
    if (!isMissed(field, kinds) || mapped.some(({ source }) => source.carried.has(field))) continue;
    const path = pathText(field.path);
    const near = nearNames(path, [...new Set(found)]).slice(0, OFFERED);
    const offer =
      near.length > 0
        ? `did you mean ${near.map(shownText).join(' or ')}?`
        : `there are ${[...new Set(found)].slice(0, LISTED).map(shownText).join(', ')}`;
    if (isWhole || kinds.size === 0 || [...kinds].some((kind) => isNeeded(field.name, kind))) {
      const records = isWhole ? 'no record' : `none of the first ${FIRST_RECORDS} records`;
      throw new UsageError(
        `${field.place}: ${shownText(field.name)}: ${records} has ${shownText(path)}; ${offer}`,
      );
    }
    unseen.push(path);
  }
  const text = `none of the first ${FIRST_RECORDS} records has ${unseen.map(shownText).join(', ')} of the map`;
  if (unseen.length > 0) mapped[0]?.source.ledger.note('map_source_unseen', text);
}

/** Whether records of these kinds would show the field; all would when no kind is known yet. */
function isMissed({ name }: MappedField, kinds: ReadonlySet<EventKind>): boolean {
  const readBy = kindsReading(name);
  return readBy === null || kinds.size === 0 || [...kinds].some((kind) => readBy.has(kind));
}
