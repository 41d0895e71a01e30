import { printable } from '../model/printable.ts';

export type Labels = Readonly<Record<string, string>>;

/** Samples of one name, which stand together. */
export interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'summary';
  /** '' where the figure is a count or has no base unit. */
  readonly unit: string;
  readonly help: string;
  /** Finished lines, without line ends. */
  readonly samples: string[];
}

/** Ending of a figure's name → base unit, and what its value is divided by. */
const UNITS: readonly (readonly [ending: RegExp, unit: string, divisor: number])[] = [
  [/_instant_ms/, 'timestamp_seconds', 1000],
  [/_ms(?=_|$)/, 'seconds', 1000],
  [/_bps(?=_|$)/, 'bits_per_second', 1],
  [/_ratio(?=_|$)/, 'ratio', 1],
  [/_bytes$/, 'bytes', 1],
];

/**
 * A figure as a line of its family. The unit moves to the end of the name: `viewers.startup_ms` becomes
 * `stream_analytics_viewers_startup_seconds`.
 *
 * @param part - `summary` a quantile, `count` and `sum` the other two lines of a summary
 */
export function sampleOf(
  path: string,
  labels: Labels,
  value: number,
  part: 'gauge' | 'summary' | 'count' | 'sum',
): { readonly family: Family; readonly line: string } {
  // Beside the mean of the same name, which is a figure of the whole.
  const raw = path.replace(/\.bitrate$/, '.bitrate_of_buckets_bps').replaceAll('.', '_');
  const [ending, unit, divisor] = UNITS.find(([each]) => each.test(`_${raw}`)) ?? [/$^/, '', 1];
  const stem = `_${raw}`.replace(ending, '');
  const name = `stream_analytics${stem}${unit === '' ? '' : `_${unit}`}`;
  const isSummary = part !== 'gauge';
  const suffix = part === 'count' || part === 'sum' ? `_${part}` : '';
  const written = Object.entries(labels).map(([label, text]) => `${label}="${labelText(text)}"`);
  const braces = written.length === 0 ? '' : `{${written.join(',')}}`;
  const inUnit = part === 'count' ? value : value / divisor;
  return {
    family: {
      name,
      type: isSummary ? 'summary' : 'gauge',
      // The unit of an instant is that of the time since the epoch.
      unit: unit === 'timestamp_seconds' ? 'seconds' : unit,
      help: `Figure ${path.replace('_instant_ms', '')} of the report.`,
      samples: [],
    },
    // Fifteen digits hold every figure of the report, and not the dust of a division.
    line: `${name}${suffix}${braces} ${Number(inUnit.toPrecision(15))}`,
  };
}

/** Text of the input as a label's value: control bytes as `\xNN`, then backslash and quote escaped. */
export function labelText(raw: string): string {
  return printable(raw, true).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
