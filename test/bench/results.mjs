// Rows of figures as lines, as warnings, and as the table of the README.
//
//   node test/bench/results.mjs     prints the table of results.json
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { summary } from './processes.mjs';

const BEGIN = '<!-- bench -->\n\n';
const END = '\n<!-- /bench -->';
/** A process on one core that has less of it shared the machine; a short one waits for its own start. */
const ONE_CORE = 0.9;
const SHORT_MS = 1000;

const rounded = (value, digits) => Number(value.toFixed(digits));

/** A row with runs as a row with figures. Peaks are null when one of the two was not measured. */
export function compare({ work, against, ours: ourRuns, theirs: theirRuns, reach = {}, cpuPerWallAtLeast }) {
  const [ours, theirs] = [summary(ourRuns), summary(theirRuns)];
  const peaks = ours.peak_mib !== null && theirs.peak_mib !== null;
  const figures = {
    ratio: rounded(ours.wall_ms / theirs.wall_ms, 2),
    more_ms: rounded(ours.wall_ms - theirs.wall_ms, 0),
    peak_ratio: peaks ? rounded(ours.peak_mib / theirs.peak_mib, 2) : null,
    more_mib: peaks ? ours.peak_mib - theirs.peak_mib : null,
  };
  const goals = [
    [reach.ratio, figures.ratio],
    [reach.peakRatio, figures.peak_ratio],
    [reach.moreMs, figures.more_ms],
    [reach.moreMib, figures.more_mib],
  ].filter(([limit]) => limit !== undefined);
  return {
    work,
    against,
    ours,
    theirs,
    ...figures,
    reach: {
      ratio: reach.ratio ?? null,
      peak_ratio: reach.peakRatio ?? null,
      more_ms: reach.moreMs ?? null,
      more_mib: reach.moreMib ?? null,
    },
    reached: goals.length === 0 ? null : goals.every(([limit, found]) => found !== null && found <= limit),
    cpu_per_wall_at_least: cpuPerWallAtLeast ?? null,
  };
}

/** What makes figures doubtful: a contestant that did not have the cores that it could use. */
export function warnings(rows) {
  const found = new Set();
  for (const { against, theirs, ours, work, cpu_per_wall_at_least: least } of rows) {
    if (least !== null && theirs.cpu_per_wall < least)
      found.add(
        `CPU / wall of ${against} is ${theirs.cpu_per_wall}, below ${least}: it did not have two cores, or the file is too small for them, so it looks slow`,
      );
    for (const [who, taken] of [
      [work, ours],
      [against, theirs],
    ]) {
      if (taken.cpu_per_wall !== null && taken.cpu_per_wall < ONE_CORE && taken.wall_ms >= SHORT_MS)
        found.add(
          `CPU / wall of ${who} is ${taken.cpu_per_wall}, below ${ONE_CORE}: the machine had other work`,
        );
    }
  }
  return [...found];
}

const seconds = (ms) => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`);
const taken = ({ wall_ms, wall_ms_min, wall_ms_max }) =>
  `${seconds(wall_ms)} [${seconds(wall_ms_min)} – ${seconds(wall_ms_max)}]`;
const signed = (value, unit) => `${value < 0 ? '−' : '+'}${Math.abs(value)} ${unit}`;

/** What counts of a row: a difference where one is to be reached, else the ratio. */
function found({ ratio, more_ms, peak_ratio, more_mib, reach }) {
  const parts = [reach.more_ms === null ? ratio.toFixed(2) : signed(more_ms, 'ms')];
  if (reach.peak_ratio !== null) parts.push(`memory ${peak_ratio.toFixed(2)}`);
  if (reach.more_mib !== null) parts.push(`memory ${signed(more_mib, 'MiB')}`);
  return parts.join(', ');
}

function goal({ reach, reached }) {
  if (reached === null) return '–';
  const parts = [];
  if (reach.ratio !== null) parts.push(`≤ ${reach.ratio}`);
  if (reach.more_ms !== null) parts.push(`≤ +${reach.more_ms} ms`);
  if (reach.peak_ratio !== null) parts.push(`memory ≤ ${reach.peak_ratio}`);
  if (reach.more_mib !== null) parts.push(`memory ≤ +${reach.more_mib} MiB`);
  return `${parts.join(', ')}: ${reached ? 'yes' : 'no'}`;
}

const orNone = (value, unit = '') => (value === null ? '–' : `${value}${unit}`);

/** One row on standard output. */
export function print(row) {
  const { work, against, ours, theirs } = row;
  process.stdout.write(
    `  ${work}: ${taken(ours)}, CPU/wall ${orNone(ours.cpu_per_wall)}, peak ${orNone(ours.peak_mib, ' MiB')}\n` +
      `    against ${against}: ${taken(theirs)}, CPU/wall ${orNone(theirs.cpu_per_wall)}, peak ${orNone(theirs.peak_mib, ' MiB')}\n` +
      `    ratio ${found(row)}; to reach: ${goal(row)}\n`,
  );
}

/** The table of the README, with what must be known to believe it. */
export function table({ date, node, cores, rounds, rows, missing, warnings: doubts }) {
  const lines = [
    ['work', 'against', 'ours', 'theirs', 'ratio', 'to reach', 'CPU / wall', 'peak MiB'],
    new Array(8).fill('---'),
    ...rows.map((row) => [
      row.work,
      row.against,
      seconds(row.ours.wall_ms),
      seconds(row.theirs.wall_ms),
      found(row),
      goal(row),
      `${orNone(row.ours.cpu_per_wall)}, ${orNone(row.theirs.cpu_per_wall)}`,
      `${orNone(row.ours.peak_mib)}, ${orNone(row.theirs.peak_mib)}`,
    ]),
  ];
  const caption = [
    `${date}, ${cores} cores, Node ${node}; whole processes, run in turn, medians of ${rounds} (start-up: ${rows.at(-1).ours.runs}).`,
    'Each pair is ours, theirs. Totals were equal on every run.',
    ...(missing.length > 0 ? [`Missing: ${missing.join(', ')}.`] : []),
    ...doubts.map((doubt) => `**${doubt}.**`),
  ];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${caption.join('\n')}\n`;
}

/** The README with this table in the place of the one it had. */
export function writeTable(readme, results) {
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from < 0 || to < from) throw new Error('the README has no place for the table');
  return readme.slice(0, from + BEGIN.length) + table(results) + readme.slice(to);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(table(JSON.parse(readFileSync(new URL('./results.json', import.meta.url), 'utf8'))));
}
