import type { ProposedMap } from '../model/inspection.ts';
import { printable } from '../model/printable.ts';

/** Texts that YAML may read as something else, or not at all, unless they are quoted. */
const PLAIN = /^[A-Za-z_][\w.\\/-]*$/;
const WORDS_OF_YAML: ReadonlySet<string> = new Set([
  'true',
  'false',
  'null',
  'yes',
  'no',
  'on',
  'off',
  'y',
  'n',
]);

/**
 * A proposed field map as the YAML that `--map` reads, with what justifies each line beside it.
 *
 * @param map - null: none is needed
 * @param from - name of the log
 */
export function renderMapYaml(map: ProposedMap | null, from: string): string {
  if (map === null) return '# No field map is needed: records are read under their own names\nfields: {}\n';
  const title = `# Field map for ${printable(from, true)}`;
  const lines = [title, `# ${map.usable} of the first ${map.records} records can be used with it`];
  if (map.unclear_words.length > 0)
    lines.push(
      `# Words whose meaning is not clear: ${map.unclear_words.map((word) => printable(word, true)).join(', ')}`,
    );
  if (map.unknown_metrics.length > 0) lines.push(`# Still without data: ${map.unknown_metrics.join(', ')}`);
  const fields = map.fields.map(({ name, from: path, unit, why }) => {
    const source = unit === null ? scalar(path) : `{from: ${scalar(path)}, unit: ${scalar(unit)}}`;
    return `  ${scalar(name)}: ${source}  # ${why}`;
  });
  const constants = map.constants.map(
    ({ name, value, why }) => `  ${scalar(name)}: ${scalar(value)}  # ${why}`,
  );
  const values = [...new Set(map.values.map(({ name }) => name))].flatMap((field) => [
    `  ${scalar(field)}:`,
    ...map.values
      .filter(({ name }) => name === field)
      .map(
        ({ word, value, why }) => `    ${scalar(word)}: ${value === null ? 'null' : scalar(value)}  # ${why}`,
      ),
  ]);
  lines.push(...section('fields', fields), ...section('constants', constants), ...section('values', values));
  const isEmpty = fields.length + constants.length + values.length === 0;
  if (isEmpty) lines.push('# Neither names nor values justify more', 'fields: {}');
  return `${lines.join('\n')}\n`;
}

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${name}:`, ...lines];
}

/** A text as YAML reads it back; what is not plain goes in double quotes, whose escapes are those of JSON. */
function scalar(text: string): string {
  if (PLAIN.test(text) && !WORDS_OF_YAML.has(text.toLowerCase())) return text;
  // JSON leaves characters that move a cursor or break a line of YAML as they are.
  const shown = [...JSON.stringify(text)].map((character) =>
    printable(character, true) === character ? character : escaped(character),
  );
  return shown.join('');
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
