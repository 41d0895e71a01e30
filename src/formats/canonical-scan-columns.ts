import { FIELDS, isTagName, nameCode, RANK_BITS, TAG_PREFIX } from './canonical-names.ts';
import { LONGEST_ID_BYTES, readText } from './texts.ts';

/** Fields that a scanner can tell apart. */
const SCANNED_FIELDS = 64;

/**
 * Keys of the columns `tags.KEY` that a scanner knows as fields behind those of `FIELDS`, in the order in which tags
 * stand in a set; none when they are more than it can tell apart, so that their rows are left.
 */
export function tagFields(columns: readonly string[]): readonly string[] {
  const keys = columns
    .filter(isTagName)
    .map((name) => name.slice(TAG_PREFIX.length))
    .filter((key) => readText(key, LONGEST_ID_BYTES) !== null)
    .sort((a, b) => (a < b ? -1 : 1));
  return FIELDS.length + keys.length <= SCANNED_FIELDS ? keys : [];
}

/** The code of a column, see `nameCode`; with those of {@link tagFields} as fields of their own. */
export function columnCode(name: string, tags: readonly string[]): number {
  const tag = isTagName(name) ? tags.indexOf(name.slice(TAG_PREFIX.length)) : -1;
  return tag < 0 ? nameCode(name) : (FIELDS.length + tag) << RANK_BITS;
}
