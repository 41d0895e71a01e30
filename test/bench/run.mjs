// Speed and peak memory of the built program on made-up data with fixed seeds, beside what people would use instead.
// Contestants run in turn, medians count; on every run all totals must agree, or the bench fails.
//
//   npm run bench -- [--peers] [--save] [--long] [--only SECTION,…] [--megabytes 200] [--rounds 5] [--seed 1] [--keep FOLDER]
//
//   --peers    first installs the peers' own manifest (npm ci in test/bench, 70 MB); they stay installed. Without it
//              a peer is used when it is there. A missing peer is named, never left out in silence
//   --save     writes results.json here and the table of the README, which is made from it
//   --long     also the sections that take minutes and gigabytes: line, viewers
//   --only     of: ndjson, csv, jq, miller, goaccess, gzip, kinds, collisions, twice, ffprobe, startup, line, viewers
//   --keep F   folder for the data, which are then used again; else they go to the system's temporary folder and are
//              removed
//
// Look at CPU / wall before you believe a ratio: a machine with other work makes peers on two cores look slow.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compare, print, warnings, writeTable } from './results.mjs';
import { LONG_SECTIONS, SECTIONS } from './sections.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const README = fileURLToPath(new URL('../../README.md', import.meta.url));

const { values } = parseArgs({
  options: {
    peers: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    only: { type: 'string' },
    megabytes: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});

const ALL_SECTIONS = new Map([...LONG_SECTIONS, ...SECTIONS]);

/** @throws when the figures of a part of the bench would become the README's */
function expectWhole(wanted) {
  const missing = [...SECTIONS.keys()].filter((name) => !wanted.includes(name));
  if (values.save && missing.length > 0) throw new Error(`--save needs all sections, not without ${missing}`);
}

function measureAll(scratch, wanted) {
  const results = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    cores: availableParallelism(),
    megabytes: Number(values.megabytes),
    rounds: Number(values.rounds),
    seed: Number(values.seed),
    rows: [],
    missing: [],
  };
  const folder = values.keep ?? scratch;
  mkdirSync(folder, { recursive: true });
  const { megabytes, rounds, seed } = results;
  for (const name of wanted) {
    process.stdout.write(`\n${name}\n`);
    const section = ALL_SECTIONS.get(name)({ scratch, folder, megabytes, rounds, seed });
    for (const row of section.rows.map(compare)) {
      print(row);
      results.rows.push(row);
    }
    results.missing = [...new Set([...results.missing, ...section.missing])];
  }
  return { ...results, warnings: warnings(results.rows) };
}

const scratch = mkdtempSync(join(tmpdir(), 'stream-analytics-bench-'));
try {
  // Start-up stays the last row: the caption of the table says how often that was run.
  const wanted = values.only?.split(',') ?? [...(values.long ? ALL_SECTIONS : SECTIONS).keys()];
  for (const name of wanted) if (!ALL_SECTIONS.has(name)) throw new Error(`no section is called ${name}`);
  expectWhole(wanted);
  if (values.peers)
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: HERE,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const results = measureAll(scratch, wanted);
  process.stdout.write('\nall totals agree\n');
  for (const peer of results.missing) process.stdout.write(`missing peer: ${peer}\n`);
  for (const warning of results.warnings) process.stdout.write(`warning: ${warning}\n`);
  if (values.save) {
    const file = join(HERE, 'results.json');
    writeFileSync(file, JSON.stringify(results, null, 2));
    execFileSync('npx', ['biome', 'format', '--write', file], { stdio: ['ignore', 'ignore', 'inherit'] });
    writeFileSync(README, writeTable(readFileSync(README, 'utf8'), results));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
