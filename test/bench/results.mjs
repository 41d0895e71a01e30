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
/** On a quiet machine the slowest round takes less than so many times the fastest. */
const QUIET_SPREAD = 1.3;

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
    [reach.peakMib, ours.peak_mib],
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
      peak_mib: reach.peakMib ?? null,
    },
    reached: goals.length === 0 ? null : goals.every(([limit, found]) => found !== null && found <= limit),
    cpu_per_wall_at_least: cpuPerWallAtLeast ?? null,
  };
}

/** What makes figures doubtful: contestants that did not have the cores that they could use. */
export function warnings(rows) {
  const found = [];
  const starved = rows.filter((row) => row.cpu_per_wall_at_least > row.theirs.cpu_per_wall);
  for (const { work, against, theirs, cpu_per_wall_at_least: least } of starved) {
    found.push(
      `${work}: CPU / wall of ${against} is ${theirs.cpu_per_wall}, below ${least}; without two cores it looks slow`,
    );
  }
  const long = rows
    .flatMap(({ ours, theirs }) => [ours, theirs])
    .filter((taken) => taken.wall_ms >= SHORT_MS);
  const shares = long
    .map((taken) => taken.cpu_per_wall)
    .filter((share) => share !== null && share < ONE_CORE);
  if (shares.length > 0) {
    found.push(
      `CPU / wall was below ${ONE_CORE} for ${shares.length} of ${long.length} contestants, ${Math.min(...shares)} for one; the machine had other work`,
    );
  }
  const spreads = long
    .map((taken) => taken.wall_ms_max / taken.wall_ms_min)
    .filter((spread) => spread > QUIET_SPREAD);
  if (spreads.length > 0) {
    found.push(
      `${spreads.length} of ${long.length} contestants took up to ${Math.max(...spreads).toFixed(1)} times as long in one round as in another; the machine had other work`,
    );
  }
  return found;
}

const seconds = (ms) => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`);
const taken = ({ wall_ms, wall_ms_min, wall_ms_max }) =>
  `${seconds(wall_ms)} [${seconds(wall_ms_min)} – ${seconds(wall_ms_max)}]`;
const signed = (value, unit) => `${value < 0 ? '−' : '+'}${Math.abs(value)} ${unit}`;

/** What counts of a row: a difference where one is to be reached, else the ratio. */
function found({ ours, ratio, more_ms, peak_ratio, more_mib, reach }) {
  const parts = [reach.more_ms === null ? ratio.toFixed(2) : signed(more_ms, 'ms')];
  if (reach.peak_ratio !== null) parts.push(`memory ${peak_ratio.toFixed(2)}`);
  if (reach.more_mib !== null) parts.push(`memory ${signed(more_mib, 'MiB')}`);
  if (reach.peak_mib !== null) parts.push(`peak ${ours.peak_mib} MiB`);
  return parts.join(', ');
}

function goal({ reach, reached }) {
  if (reached === null) return '–';
  const parts = [];
  if (reach.ratio !== null) parts.push(`≤ ${reach.ratio}`);
  if (reach.more_ms !== null) parts.push(`≤ +${reach.more_ms} ms`);
  if (reach.peak_ratio !== null) parts.push(`memory ≤ ${reach.peak_ratio}`);
  if (reach.more_mib !== null) parts.push(`memory ≤ +${reach.more_mib} MiB`);
  if (reach.peak_mib !== null) parts.push(`peak ≤ ${reach.peak_mib} MiB`);
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

/** Rows of cells as a table, in the form in which the formatter of the repository leaves it. */
function markdown([head, ...body]) {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((cells) => cells[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** The table of the README, with what must be known to believe it. */
export function table({ date, node, cores, rounds, rows, missing, warnings: doubts }) {
  const lines = [
    ['work', 'against', 'ours', 'theirs', 'ratio', 'to reach', 'CPU / wall', 'peak MiB'],
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
  ];
  const doubtful =
    doubts.length > 0 ? `\nTo be doubted:\n\n${doubts.map((doubt) => `- ${doubt}\n`).join('')}` : '';
  return `${markdown(lines)}\n\n${caption.join('\n')}\n${doubtful}`;
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
