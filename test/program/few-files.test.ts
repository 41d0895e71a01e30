import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLine } from './built-program.ts';

/** Files that the process may have open; it has about 25 of its own. */
const ALLOWED = 64;
const FILES = 150;
const START_MS = 1_767_300_000_000;
const TIME_LIMIT_MS = 120_000;

const viewers = Array.from({ length: 6000 }, (_, second) => {
  const type = second < 100 ? 'join' : 'heartbeat';
  return `{"type":"${type}","ts":${START_MS + second * 1000},"viewer_id":"v${second % 100}","quality":"q${second % 3}"}\n`;
});
const packets = Array.from({ length: 6000 }, (_, at) => {
  const seconds = at / 50;
  return `{"type":"packet","ts":${START_MS + at * 20},"stream_id":"s","media_type":"video","pts_time":${seconds},"size":${900 + (at % 7)}}\n`;
});

let folder = '';

/** `name`.ndjson, and a folder `name` of files that together hold the same. */
function write(name: string, lines: readonly string[], fileOf: (line: number) => number): void {
  writeFileSync(join(folder, `${name}.ndjson`), lines.join(''));
  const paths = Array.from({ length: FILES }, (_, file) => join(folder, `${name}-${file + 1000}.ndjson`));
  for (const [file, path] of paths.entries()) {
    writeFileSync(path, lines.filter((_, line) => fileOf(line) === file).join(''));
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'few-files-'));
  write('packets', packets, (line) => Math.floor(line / (packets.length / FILES)));
  write('hours', viewers, (line) => Math.floor(line / (viewers.length / FILES)));
  write('servers', viewers, (line) => line % FILES);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is reported of these inputs, whatever files they lie in. */
async function reported(inputs: string, env: Readonly<Record<string, string>>) {
  const line = `ulimit -n ${ALLOWED}; stream-analytics report ${inputs} --format json`;
  const { stdout, stderr, exit } = await runLine(line, env);
  expect({ exit, stderr: stderr.toString() }).toEqual({ exit: 0, stderr: '' });
  const { input, ...figures } = JSON.parse(stdout.toString());
  return { records: input.records, used: input.used, figures };
}

describe(`${FILES} inputs where only ${ALLOWED} files may be open give the report of one that holds them all`, () => {
  it.each([
    { name: 'packets', what: 'files without order' },
    { name: 'hours', what: 'files that begin where others end' },
    { name: 'servers', what: 'files that all have records of the whole time' },
  ])(
    '$what',
    async ({ name }) => {
      for (const lane of ['auto', 'fast', 'library']) {
        const env = { STREAM_ANALYTICS_LANE: lane };
        const parts = await reported(`${folder}/${name}-*.ndjson`, env);
        expect(parts.records).toBe(6000);
        expect(parts).toEqual(await reported(`${folder}/${name}.ndjson`, env));
      }
    },
    TIME_LIMIT_MS,
  );

  it(
    'also where other threads take part, which have files of their own',
    async () => {
      // 9 MB: more than what another thread is worth where it is asked for.
      const long = viewers.flatMap((line) =>
        Array.from({ length: 15 }, (_, part) => line.replace(/"v(\d+)"/, `"a viewer of part ${part}: $1"`)),
      );
      write('long', long, (line) => line % FILES);
      const parts = await reported(`${folder}/long-*.ndjson --threads 4`, {});
      expect(parts).toEqual(await reported(`${folder}/long.ndjson --threads 1`, {}));
    },
    TIME_LIMIT_MS,
  );

  it(
    'and where hardly more may be open than the program needs to start, it is that or exit 3',
    async () => {
      const exits: number[] = [];
      for (let allowed = 16; exits.length < 6; allowed++) {
        const limit = `ulimit -n ${allowed}`;
        if ((await runLine(`${limit}; stream-analytics --version`)).exit !== 0) continue;
        exits.push((await runLine(`${limit}; stream-analytics report ${folder}/servers-*.ndjson`)).exit);
      }
      expect([0, 3]).toEqual(expect.arrayContaining(exits));
      expect(exits.at(-1)).toBe(0);
    },
    TIME_LIMIT_MS,
  );
});
