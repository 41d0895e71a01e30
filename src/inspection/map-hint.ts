import type { OpenInputs } from '../reading/open-inputs.ts';
import type { OpenSource } from '../reading/source-reader.ts';
import { factsOf } from './log-facts.ts';
import { proposeMap } from './propose-map.ts';
import { needsMap } from './sources.ts';

/** What to type for each input of which few records could be used, as far as its first records are at hand and justify it. */
export function mapHints({ sources }: OpenInputs): string[] {
  return sources.flatMap(({ source }) => (needsMap(source) ? (mapHint(source) ?? []) : []));
}

function mapHint({ content, context, entry }: OpenSource): string | null {
  const { fields, constants, values } = proposeMap(factsOf(content.firstRecords, context.fields));
  if (fields.length + constants.length + values.length === 0) return null;
  const isPlain = constants.length + values.length === 0 && fields.every(({ unit }) => unit === null);
  // A comma in a name would end the pair.
  const pairs = fields.map(({ name, from }) => `${name}=${from.replaceAll(',', '\\,')}`).join(',');
  return isPlain
    ? `try --map ${quoted(pairs)}`
    : `try "stream-analytics inspect ${quoted(entry.name)} -o map.yaml" and then --map map.yaml`;
}

/** A word of the shell. */
function quoted(text: string): string {
  return /^[\w.,=@/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
