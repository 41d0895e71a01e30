import { nearNames } from '../model/edit-distance.ts';
import type { FieldMap } from '../model/field-map.ts';
import type { Format, Recognition, Sample } from '../model/format.ts';

/** A format in the table: its code is loaded only when it is asked for. */
interface FormatEntry {
  /** The word of `--input-format`; the same as the format's own name. */
  readonly name: string;
  readonly load: () => Promise<Format>;
}

/** Formats of our own events. They are tried first, because they need no other code than what replay needs. */
const CANONICAL: readonly FormatEntry[] = [
  { name: 'ndjson', load: async () => (await import('./canonical-ndjson.ts')).ndjson },
  { name: 'csv', load: async () => (await import('./canonical-csv.ts')).csv },
];

/** Formats of the world outside, loaded when the input is not clearly canonical. One line a format. */
const OTHERS: readonly FormatEntry[] = [
  { name: 'ffprobe-json', load: async () => (await import('./ffprobe-json.ts')).ffprobeJson },
  { name: 'ffprobe-csv', load: async () => (await import('./ffprobe-csv.ts')).ffprobeCsv },
  { name: 'ffprobe-compact', load: async () => (await import('./ffprobe-compact.ts')).ffprobeCompact },
  { name: 'ffprobe-default', load: async () => (await import('./ffprobe-default.ts')).ffprobeDefault },
  { name: 'ffprobe-flat', load: async () => (await import('./ffprobe-flat.ts')).ffprobeFlat },
  { name: 'ffprobe-ini', load: async () => (await import('./ffprobe-ini.ts')).ffprobeIni },
  { name: 'ffprobe-xml', load: async () => (await import('./ffprobe-xml.ts')).ffprobeXml },
  { name: 'media', load: async () => (await import('./media.ts')).media },
];

const TABLE: readonly FormatEntry[] = [...CANONICAL, ...OTHERS];

/** Names that are offered for one that does not exist. */
const NEAR_SHOWN = 3;

/** From this score on a canonical format is taken without loading the others. */
const CERTAIN = 0.8;

/** What {@link detect} decided, and what came second. */
export interface Detection {
  readonly format: Format;
  readonly recognition: Recognition;
  /** The next best of the formats that were tried; null when no other one saw anything. */
  readonly runnerUp: { readonly name: string; readonly score: number; readonly reason: string } | null;
}

/** Words of `--input-format`, canonical first. */
export function formatNames(): string[] {
  return TABLE.map(({ name }) => name);
}

/** What to say of a name that no format has: what it may have been, and what there is. */
export function unknownFormat(name: string): string {
  const names = formatNames();
  const near = nearNames(name, names);
  const meant = near.length === 0 ? '' : `did you mean ${near.slice(0, NEAR_SHOWN).join(' or ')}? `;
  return `no format is called ${name}; ${meant}known are ${names.join(', ')}`;
}

/** The format of this name; null when there is none. */
export async function loadFormat(name: string): Promise<Format | null> {
  const entry = TABLE.find((candidate) => candidate.name === name);
  return entry === undefined ? null : await entry.load();
}

/**
 * Finds the format of an input by its content: the highest score wins, of equal ones the first in the table.
 * Other formats are loaded only when the input is not clearly canonical.
 *
 * @param map - see `Format.recognise`
 * @returns null when no format sees anything it knows
 */
export async function detect(sample: Sample, map: FieldMap | null = null): Promise<Detection | null> {
  const canonical = await recognitions(CANONICAL, sample, map);
  const certain = canonical.some(({ recognition }) => recognition.score >= CERTAIN);
  const tried = certain ? canonical : [...canonical, ...(await recognitions(OTHERS, sample, map))];
  // Sorting is stable: the table decides between equal scores.
  const [best, second] = tried.sort((a, b) => b.recognition.score - a.recognition.score);
  if (best === undefined) return null;
  const runnerUp = second && {
    name: second.format.name,
    score: second.recognition.score,
    reason: second.recognition.reason,
  };
  return { ...best, runnerUp: runnerUp ?? null };
}

async function recognitions(
  entries: readonly FormatEntry[],
  sample: Sample,
  map: FieldMap | null,
): Promise<{ readonly format: Format; readonly recognition: Recognition }[]> {
  const found = [];
  for (const { load } of entries) {
    const format = await load();
    const recognition = format.recognise(sample, map);
    if (recognition !== null && recognition.score > 0) found.push({ format, recognition });
  }
  return found;
}
