// What is measured: each section makes its data, runs its contestants in turn, checks every answer, and returns rows
// (what, against what, runs of both, what is to be reached) and the peers it did not find.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.mjs';
import { generateViewers, writeWithLongLine } from './hard-inputs.mjs';
import { IDS, KINDS, TABLES } from './kinds.mjs';
import { generatePackets } from './packets.mjs';
import { bareNode, has, inTurn, node, other } from './processes.mjs';
import { expectEqual, totalsOf } from './totals.mjs';

const PROGRAM = fileURLToPath(new URL('../../bin/stream-analytics.js', import.meta.url));
const script = (name) => fileURLToPath(new URL(name, import.meta.url));
/** Processes of a tenth of a second vary more than long ones, and cost little. */
const STARTUP_ROUNDS = 11;
/** The kinds, two sizes and packets are many files: each is this part of the size that was asked for. */
const SMALLER = 1 / 4;
/** Bytes of a packet in ffprobe's JSON, about. */
const PACKET_BYTES = 380;

const LONG_LINE_BYTES = 3 * 2 ** 30;
/** Viewers of the log that tries the memory, and of the one beside it. */
const MANY_VIEWERS = [5_000_000, 500_000];
/** Peak memory hardly varies, and these runs are long. */
const LONG_ROUNDS = 1;

const reportArgs = (path) => [PROGRAM, 'report', path, '--format', 'json', '--no-progress'];

/** A log of this kind, and the sums that an independent loop finds in it. */
function log({ folder, seed }, kind, size) {
  const [what, count] = Object.entries(size)[0];
  const path = join(folder, `bench-${kind}-${count}-${what}-${seed}.ndjson`);
  if (!existsSync(path)) generate(path, { ...size, kind, seed });
  const sums = JSON.parse(
    execFileSync(process.execPath, [script('bare-loop.mjs'), path, '--sums'], { encoding: 'utf8' }),
  );
  return { path, sums, megabytes: Math.round(statSync(path).size / 1e6) };
}

/** The whole report of this file, its totals and its bad records checked. */
function report(scratch, path, sums, bad = {}) {
  return () => {
    const run = node(scratch, reportArgs(path));
    const found = JSON.parse(run.stdout);
    expectEqual(`the report of ${path}`, sums, totalsOf(found));
    expectEqual(`the report of ${path}`, bad, found.input.bad);
    return run;
  };
}

/** A script beside this file, what it prints checked against the sums of the same names. */
function peer(scratch, name, path, sums, ...more) {
  return () => {
    const run = node(scratch, [script(name), path, ...more]);
    const found = JSON.parse(run.stdout);
    expectEqual(
      `${name} on ${path}`,
      Object.fromEntries(Object.keys(found).map((key) => [key, sums[key]])),
      found,
    );
    return run;
  };
}

function hasDuckdb() {
  try {
    createRequire(import.meta.url).resolve('@duckdb/node-api');
    return true;
  } catch {
    return false;
  }
}

const DUCKDB = 'DuckDB, six aggregates, 2 threads';
/** Below this CPU / wall, DuckDB did not have the two cores that it was given. */
const TWO_CORES = 1.5;
const NO_DUCKDB = 'DuckDB (`npm run bench -- --peers` installs it)';

function ndjson(bench) {
  const { scratch, rounds } = bench;
  const { path, sums, megabytes } = log(bench, 'easy', { megabytes: bench.megabytes });
  const duckdb = hasDuckdb();
  const contestants = new Map([
    ['report', report(scratch, path, sums)],
    ['loop', peer(scratch, 'bare-loop.mjs', path, sums)],
  ]);
  if (duckdb) contestants.set('duckdb', peer(scratch, 'duckdb.mjs', path, sums));
  const runs = inTurn(rounds, contestants);
  const work = `whole report, ${megabytes} MB NDJSON`;
  const ours = runs.get('report');
  const rows = [{ work, against: 'bare JSON.parse loop', ours, theirs: runs.get('loop') }];
  if (!duckdb) return { rows, missing: [NO_DUCKDB] };
  const row = {
    work,
    against: DUCKDB,
    ours,
    theirs: runs.get('duckdb'),
    reach: { ratio: 0.55 },
    cpuPerWallAtLeast: TWO_CORES,
  };
  return { rows: [row, ...rows], missing: [] };
}

function csv(bench) {
  const { scratch, folder, rounds, seed } = bench;
  const { sums } = log(bench, 'easy', { megabytes: bench.megabytes / 2 });
  const duckdb = hasDuckdb();
  const rows = [...TABLES].map(([kind, { what }]) => {
    const path = join(folder, `bench-${kind}-${sums.records}-${seed}.csv`);
    if (!existsSync(path)) generate(path, { records: sums.records + 1, kind, seed });
    const contestants = new Map([['report', report(scratch, path, sums)]]);
    if (duckdb) contestants.set('duckdb', peer(scratch, 'duckdb.mjs', path, sums, 'csv'));
    const runs = inTurn(rounds, contestants);
    return {
      work: `whole report, ${Math.round(statSync(path).size / 1e6)} MB ${what}`,
      against: DUCKDB,
      ours: runs.get('report'),
      theirs: runs.get('duckdb'),
      reach: { ratio: 0.5 },
      cpuPerWallAtLeast: TWO_CORES,
    };
  });
  // Without the peer there is nothing to compare with, but the totals have been checked.
  return duckdb ? { rows, missing: [] } : { rows: [], missing: [NO_DUCKDB] };
}

/** What a script of one line would count: jq, once, on a part of the log. */
const JQ = `reduce inputs as $e ({records: 0, packet_bytes: 0, requests: 0, request_bytes: 0, stall_ms: 0};
  .records += 1
  | if $e.type == "packet" then .packet_bytes += $e.size
    elif $e.type == "request" then .requests += 1 | .request_bytes += $e.bytes
    elif $e.type == "rebuffer" then .stall_ms += $e.duration_ms
    else . end)`;

function jq(bench) {
  if (!has('jq')) return { rows: [], missing: ['jq'] };
  const { scratch, rounds } = bench;
  const { path, sums, megabytes } = log(bench, 'easy', { megabytes: bench.megabytes * SMALLER });
  const found = JSON.parse(execFileSync('jq', ['-n', JQ, path], { encoding: 'utf8' }));
  expectEqual('jq', Object.fromEntries(Object.keys(found).map((key) => [key, sums[key]])), found);
  const runs = inTurn(
    rounds,
    new Map([
      ['report', report(scratch, path, sums)],
      ['jq', () => other('jq', ['-n', JQ, path])],
    ]),
  );
  const row = {
    work: `whole report, ${megabytes} MB NDJSON`,
    against: 'jq, three sums and two counts',
    ours: runs.get('report'),
    theirs: runs.get('jq'),
  };
  return { rows: [row], missing: [] };
}

/** Three sums and three counts, by type. */
const MILLER = [
  '--ijsonl',
  '--ojson',
  'stats1',
  '-a',
  'sum,count',
  '-f',
  'size,bytes,duration_ms',
  '-g',
  'type',
];

function miller(bench) {
  if (!has('mlr')) return { rows: [], missing: ['Miller'] };
  const { scratch, rounds } = bench;
  const { path, sums, megabytes } = log(bench, 'easy', { megabytes: bench.megabytes * SMALLER });
  const types = JSON.parse(execFileSync('mlr', [...MILLER, path], { encoding: 'utf8' }));
  const of = (type) => types.find((row) => row.type === type);
  const { packets, packet_bytes, requests, request_bytes, stalls, stall_ms } = sums;
  expectEqual(
    'Miller',
    { packets, packet_bytes, requests, request_bytes, stalls, stall_ms },
    {
      packets: of('packet').size_count,
      packet_bytes: of('packet').size_sum,
      requests: of('request').bytes_count,
      request_bytes: of('request').bytes_sum,
      stalls: of('rebuffer').duration_ms_count,
      stall_ms: of('rebuffer').duration_ms_sum,
    },
  );
  const runs = inTurn(
    rounds,
    new Map([
      ['report', report(scratch, path, sums)],
      ['miller', () => other('mlr', [...MILLER, path])],
    ]),
  );
  const row = {
    work: `whole report, ${megabytes} MB NDJSON`,
    against: 'Miller, three sums and three counts',
    ours: runs.get('report'),
    theirs: runs.get('miller'),
  };
  return { rows: [row], missing: [] };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A request as a line of a web server's combined log. */
function combined({ ts, url, status, bytes }, number) {
  const [year, month, day] = ts.slice(0, 10).split('-');
  const time = `${day}/${MONTHS[month - 1]}/${year}:${ts.slice(11, 19)} +0000`;
  return `10.0.${(number >> 8) & 255}.${number & 255} - - [${time}] "GET ${url} HTTP/1.1" ${status} ${bytes} "-" "player"`;
}

function goaccess(bench) {
  if (!has('goaccess')) return { rows: [], missing: ['GoAccess'] };
  const { scratch, rounds } = bench;
  const easy = log(bench, 'easy', { megabytes: bench.megabytes * SMALLER });
  const lines = readFileSync(easy.path, 'utf8').split('\n');
  const requests = lines.filter((line) => line.startsWith('{"type":"request"'));
  const path = join(scratch, 'requests.ndjson');
  writeFileSync(path, `${requests.join('\n')}\n`);
  const access = join(scratch, 'access.log');
  writeFileSync(access, requests.map((line, number) => `${combined(JSON.parse(line), number)}\n`).join(''));
  const sums = {
    records: requests.length,
    requests: requests.length,
    request_bytes: easy.sums.request_bytes,
  };
  const output = join(scratch, 'goaccess.json');
  const args = ['--no-global-config', '--no-progress', '--log-format=COMBINED', '-o', output, access];
  const runs = inTurn(
    rounds,
    new Map([
      ['report', report(scratch, path, sums)],
      [
        'goaccess',
        () => {
          const run = other('goaccess', args);
          const { valid_requests, bandwidth } = JSON.parse(readFileSync(output, 'utf8')).general;
          expectEqual('GoAccess', sums, {
            records: valid_requests,
            requests: valid_requests,
            request_bytes: bandwidth,
          });
          return run;
        },
      ],
    ]),
  );
  const row = {
    work: `whole report, ${requests.length.toLocaleString('en')} requests, ${Math.round(statSync(path).size / 1e6)} MB NDJSON`,
    against: `GoAccess, the same as a combined log, ${Math.round(statSync(access).size / 1e6)} MB`,
    ours: runs.get('report'),
    theirs: runs.get('goaccess'),
  };
  return { rows: [row], missing: [] };
}

function gzip(bench) {
  if (!has('gzip')) return { rows: [], missing: ['gzip'] };
  const { scratch, rounds } = bench;
  const { path, sums, megabytes } = log(bench, 'easy', { megabytes: bench.megabytes });
  const packed = join(scratch, 'bench.ndjson.gz');
  execFileSync('bash', ['-c', 'gzip -c -- "$1" > "$2"', 'bash', path, packed]);
  const runs = inTurn(
    rounds,
    new Map([
      ['report', report(scratch, packed, sums)],
      ['gzip', () => other('gzip', ['-dc', packed])],
    ]),
  );
  const row = {
    work: `the same ${megabytes} MB as gzip`,
    against: '`gzip -dc` to nowhere',
    ours: runs.get('report'),
    theirs: runs.get('gzip'),
    reach: { ratio: 1.3 },
  };
  return { rows: [row], missing: [] };
}

function kinds(bench) {
  const { scratch, rounds } = bench;
  const easy = log(bench, 'easy', { megabytes: bench.megabytes * SMALLER });
  const logs = new Map([['easy', easy]]);
  for (const kind of KINDS.keys())
    if (kind !== 'easy') logs.set(kind, log(bench, kind, { records: easy.sums.records }));
  const runs = inTurn(
    rounds,
    new Map([...logs].map(([kind, { path, sums }]) => [kind, report(scratch, path, sums)])),
  );
  const rows = [...logs.keys()]
    .filter((kind) => kind !== 'easy')
    .map((kind) => ({
      work: `${KINDS.get(kind).what}, ${logs.get(kind).megabytes} MB`,
      against: `the same records of the easy kind, ${easy.megabytes} MB`,
      ours: runs.get(kind),
      theirs: runs.get('easy'),
      reach: { ratio: 2 },
    }));
  return { rows, missing: [] };
}

function collisions(bench) {
  const { scratch, rounds } = bench;
  const size = { records: log(bench, 'easy', { megabytes: bench.megabytes * SMALLER }).sums.records };
  const logs = new Map([...IDS.keys()].map((kind) => [kind, log(bench, kind, size)]));
  const runs = inTurn(
    rounds,
    new Map([...logs].map(([kind, { path, sums }]) => [kind, report(scratch, path, sums)])),
  );
  const [plain, crafted] = [...IDS].map(([kind, { what }]) => ({
    what,
    ...logs.get(kind),
    runs: runs.get(kind),
  }));
  const row = {
    work: `${crafted.what}, ${crafted.sums.viewers.toLocaleString('en')} viewers, ${crafted.megabytes} MB`,
    against: `${plain.what} of the same lengths`,
    ours: crafted.runs,
    theirs: plain.runs,
    reach: { ratio: 2 },
  };
  return { rows: [row], missing: [] };
}

function twice(bench) {
  const { scratch, rounds } = bench;
  // The kind whose audience does not grow with the log: memory may grow with viewers, not with their records.
  const once = log(bench, 'sessions', { megabytes: 2 * bench.megabytes * SMALLER });
  const double = log(bench, 'sessions', { records: 2 * once.sums.records });
  const runs = inTurn(
    rounds,
    new Map([
      ['double', report(scratch, double.path, double.sums)],
      ['once', report(scratch, once.path, once.sums)],
    ]),
  );
  const row = {
    work: `twice the input, ${double.megabytes} MB`,
    against: `once, ${once.megabytes} MB`,
    ours: runs.get('double'),
    theirs: runs.get('once'),
    reach: { ratio: 2.1, moreMib: 32 },
  };
  return { rows: [row], missing: [] };
}

function ffprobe(bench) {
  const { scratch, folder, rounds, seed } = bench;
  const count = Math.round((bench.megabytes * 2 * SMALLER * 1e6) / PACKET_BYTES);
  const path = join(folder, `bench-packets-${count}-${seed}.json`);
  if (!existsSync(path)) generatePackets(path, count, seed);
  const { packets, streams } = JSON.parse(readFileSync(path, 'utf8'));
  const sums = {
    packets: packets.length,
    packet_bytes: packets.reduce((total, packet) => total + Number(packet.size), 0),
  };
  // A stream is a record of such a dump, too.
  const expected = { ...sums, records: packets.length + streams.length };
  const runs = inTurn(
    rounds,
    new Map([
      [
        'report',
        () => {
          const run = node(scratch, reportArgs(path));
          expectEqual(`the report of ${path}`, expected, totalsOf(JSON.parse(run.stdout)));
          return run;
        },
      ],
      ['parse', peer(scratch, 'parse-whole.mjs', path, sums)],
    ]),
  );
  const row = {
    work: `ffprobe json, ${count.toLocaleString('en')} packets, ${Math.round(statSync(path).size / 1e6)} MB`,
    against: 'JSON.parse of the whole file',
    ours: runs.get('report'),
    theirs: runs.get('parse'),
    reach: { ratio: 0.15, peakRatio: 0.1 },
  };
  return { rows: [row], missing: [] };
}

function startup(bench) {
  const path = join(bench.scratch, 'ten.ndjson');
  const ten = log(bench, 'easy', { records: 10 });
  writeFileSync(path, readFileSync(ten.path));
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const runs = inTurn(
    bench.rounds === 1 ? 1 : STARTUP_ROUNDS,
    new Map([
      ['node', () => bareNode(['-e', '0'])],
      [
        'version',
        () => {
          const run = bareNode([PROGRAM, '--version']);
          expectEqual('--version', { version }, { version: run.stdout.trim() });
          return run;
        },
      ],
      [
        'ten',
        () => {
          const run = bareNode(reportArgs(path));
          expectEqual('the report of ten lines', ten.sums, totalsOf(JSON.parse(run.stdout)));
          return run;
        },
      ],
    ]),
  );
  const theirs = runs.get('node');
  const against = 'bare `node -e 0`';
  const reach = { moreMs: 50 };
  return {
    rows: [
      { work: '`--version`', against, ours: runs.get('version'), theirs, reach },
      { work: 'whole report, 10 lines', against, ours: runs.get('ten'), theirs, reach },
    ],
    missing: [],
  };
}

function longLine(bench) {
  const { scratch } = bench;
  const { path, sums } = log(bench, 'easy', { records: 100_000 });
  const long = join(scratch, 'long-line.ndjson');
  writeWithLongLine(long, readFileSync(path, 'utf8'), LONG_LINE_BYTES);
  const runs = inTurn(
    LONG_ROUNDS,
    new Map([
      ['report', report(scratch, long, sums, { 'line-too-long': 1 })],
      ['rest', report(scratch, path, sums)],
    ]),
  );
  rmSync(long);
  const row = {
    work: 'one line of 3 GiB among 100,000',
    against: 'the log without it',
    ours: runs.get('report'),
    theirs: runs.get('rest'),
    reach: { peakMib: 150 },
  };
  return { rows: [row], missing: [] };
}

function viewers({ scratch, folder }) {
  const contestants = MANY_VIEWERS.map((count) => {
    const path = join(folder, `bench-viewers-${count}.csv`);
    return [count, report(scratch, path, generateViewers(path, count, !existsSync(path)))];
  });
  const runs = inTurn(LONG_ROUNDS, new Map(contestants));
  const [many, few] = MANY_VIEWERS;
  const named = (count) =>
    `${count.toLocaleString('en')} viewers, ${(4 * count).toLocaleString('en')} events`;
  const row = {
    work: `${named(many)}, CSV`,
    against: named(few),
    ours: runs.get(many),
    theirs: runs.get(few),
    reach: { peakMib: 1000 },
  };
  return { rows: [row], missing: [] };
}

/** Name → what measures it. */
export const SECTIONS = new Map([
  ['ndjson', ndjson],
  ['csv', csv],
  ['jq', jq],
  ['miller', miller],
  ['goaccess', goaccess],
  ['gzip', gzip],
  ['kinds', kinds],
  ['collisions', collisions],
  ['twice', twice],
  ['ffprobe', ffprobe],
  ['startup', startup],
]);

/** What takes minutes, gigabytes of disk, or both, whatever size was asked for. */
export const LONG_SECTIONS = new Map([
  ['line', longLine],
  ['viewers', viewers],
]);
