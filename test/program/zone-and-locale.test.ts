import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLine } from './built-program.ts';

/** Zones behind and ahead of UTC by odd amounts, and one whose clocks were put forward that very night. */
const ZONES = ['America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'Europe/Berlin'] as const;
/** Languages with other digits, another decimal sign, another alphabet order, and another capital of i. */
const LOCALES = ['de_DE.UTF-8', 'ar_EG.UTF-8', 'sv_SE.UTF-8', 'tr_TR.UTF-8'] as const;
const TIME_LIMIT_MS = 120_000;

/**
 * Times without an offset, in the hour that Berlin skips on 29 March 2026, and names that sort otherwise in
 * Swedish and lose their i in Turkish.
 */
const LOG = [
  '{"type":"JOIN","ts":"2026-03-29 01:59:58.500","viewer_id":"zoe","quality":"ä","bitrate":1500000}',
  '{"type":"viewerJoin","ts":"2026-03-29 02:00:01.250","viewer_id":"ida","quality":"z","bitrate":1234567}',
  '{"type":"LATENCY","ts":"2026-03-29T02:30:00","viewer_id":"ida","latency_ms":4321}',
  '{"type":"quality","ts":"2026-03-29T02:45:00.001","viewer_id":"zoe","quality":"i","bitrate":987654}',
  '{"type":"error","ts":"2026-03-29T02:59:59.999","viewer_id":"zoe","code":"ö"}',
  '{"type":"leave","ts":"2026-03-29 03:00:00.000","viewer_id":"ida"}',
]
  .map((line) => `${line}\n`)
  .join('');

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zone-and-locale-'));
  await writeFile(join(folder, 'log.ndjson'), LOG);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the zone and the language of the machine change nothing', () => {
  it.each([
    'report LOG --format json',
    'report LOG --full',
    'report LOG --full --timezone Europe/Berlin',
    'report LOG --from 02:30 --to 02:59 --format json',
    'inspect LOG',
    'convert LOG --as csv',
  ])(
    'in: %s',
    async (args) => {
      const line = `stream-analytics ${args.replace('LOG', join(folder, 'log.ndjson'))}`;
      const expected = await runLine(line);
      expect(expected.stderr.toString()).toBe('');
      expect(expected.exit).toBe(0);
      for (const [place, TZ] of ZONES.entries()) {
        const LC_ALL = LOCALES[place] ?? '';
        const found = await runLine(line, { TZ, LC_ALL, LANG: LC_ALL, LANGUAGE: LC_ALL });
        expect(found.stdout.toString(), `TZ=${TZ} LC_ALL=${LC_ALL}`).toBe(expected.stdout.toString());
        expect(found.exit).toBe(0);
      }
    },
    TIME_LIMIT_MS,
  );

  it('where the environment does reach a process: the zones and languages are known to it', async () => {
    const show = `node -p "new Date(0).getTimezoneOffset() + ' ' + (1.5).toLocaleString()"`;
    const shown = async (env: Record<string, string>) => (await runLine(show, env)).stdout.toString().trim();
    expect(await shown({ TZ: 'Asia/Kathmandu', LC_ALL: 'de_DE.UTF-8' })).toBe('-330 1,5');
    expect(await shown({ TZ: 'America/New_York', LC_ALL: 'ar_EG.UTF-8' })).toMatch(/^300 ١[.٫]٥$/);
  });
});
