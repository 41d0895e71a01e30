import type { InspectedField, InspectedFile, ProposedMap } from '../model/inspection.ts';
import { countInFull } from './format/numbers.ts';
import { wrap } from './table/lines.ts';
import type { Page } from './table/page.ts';

const NONE =
  'No field map is proposed: neither the names of the fields nor their values say what they are. Write one by hand: ' +
  'report FILE --map ts=FIELD,type=FIELD,viewer_id=FIELD';

/** The field map that is proposed for a file, below its fields: what it adds to them, and what to type. */
export function proposalLines(file: InspectedFile, page: Page): string[] {
  const map = file.proposed_map;
  if (map === null) return [];
  const { fields, constants, values } = map;
  const isTold = constants.some(({ name }) => name === 'type') || file.fields.some(isType);
  if (fields.length + constants.length + values.length === 0)
    return ['', ...wrap(NONE, page.width, page.signs.ellipsis)];
  const used = `${countInFull(map.usable)} of the first ${countInFull(map.records)} records can be used with it`;
  const lines = [
    `Proposed field map: ${used}.`,
    ...constants.map(
      ({ name, value, why }) => `Constant: ${page.text(name)} is ${page.text(value)} (${why})`,
    ),
    ...unitLines(map, page),
    ...wordLines(map, page),
  ];
  if (!isTold)
    lines.push('No field names what happened: add to the map constants: {type: …} if all are of one kind');
  if (map.unclear_words.length > 0)
    lines.push(`Not clear: ${map.unclear_words.map((word) => page.text(word, page.width - 2)).join(', ')}`);
  if (map.unknown_metrics.length > 0) lines.push(`Still without data: ${map.unknown_metrics.join(', ')}`);
  lines.push('To use it: inspect FILE -o map.yaml, read it, then report FILE --map map.yaml');
  return ['', ...lines.flatMap((line) => wrap(line, page.width, page.signs.ellipsis))];
}

function isType({ mapped_to }: InspectedField): boolean {
  return mapped_to?.split(', ').includes('type') === true;
}

function unitLines({ fields }: ProposedMap, page: Page): string[] {
  const units = fields.filter(({ unit }) => unit !== null);
  if (units.length === 0) return [];
  return [
    `Units: ${units.map(({ from, unit }) => `${page.text(from, page.width - 8)} in ${unit}`).join(', ')}`,
  ];
}

/** One line for each field of which words are given a meaning. */
function wordLines({ values }: ProposedMap, page: Page): string[] {
  return [...new Set(values.map(({ name }) => name))].map((field) => {
    const pairs = values
      .filter(({ name }) => name === field)
      .map(({ word, value }) => `${page.text(word, page.width - 24)} = ${value ?? 'nothing'}`);
    return `Words of ${page.text(field)}: ${pairs.join(', ')}`;
  });
}
