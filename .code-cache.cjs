// Keeps the code that V8 made of the bundled command, after runs like those of a user: functions that ran are in it,
// others are compiled when they are called. bin/program.js reads it, and does without what is missing.
//
//   node .code-cache.cjs           writes dist/program/*.js.cache
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { FOLDER, cacheOf, load, scripts } = require('./bin/program.js');

const LOG = 'test/cases/worked-example/log.ndjson';

/** A file keeps the code of the first run that loads it: code that a small log does not need would only slow it down. */
const RUNS = [
  ['report', LOG],
  ['report', LOG, '--format', 'json'],
  ['report', 'fixtures/ffprobe/gap.ts.json'],
  ['report', 'fixtures/media/all.ts'],
  ['inspect', LOG],
];

const args = process.argv.slice(2);
if (args.length > 0) void keepCodeOf(args);
else for (const run of RUNS) runAlone(run);

/** Each run has a process of its own, so that what it prints goes nowhere and its code is that of this run alone. */
function runAlone(run) {
  const { status } = spawnSync(process.execPath, [__filename, ...run], {
    cwd: __dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`stream-analytics ${run.join(' ')}: expected exit 0, found ${status}`);
}

async function keepCodeOf(run) {
  process.exitCode = await load('main.js').main(run);
  for (const [name, script] of scripts) {
    const file = join(FOLDER, name);
    if (existsSync(`${file}.cache`)) continue;
    writeFileSync(`${file}.cache`, cacheOf(readFileSync(file), script.createCachedData()));
  }
}
