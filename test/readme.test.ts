import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { analyze } from '../src/index.ts';

const README = readFileSync('README.md', 'utf8');
const run = promisify(execFile);

/** Commands of all shell blocks, without the two that install. */
function commands(): string[] {
  const blocks = [...README.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.includes('npx stream-analytics') && !line.startsWith('npm ci'));
}

/** Runs a line of the README on the built program, as `npx` would. */
async function shell(line: string): Promise<string> {
  const own = line.replaceAll('npx stream-analytics', 'node bin/stream-analytics.js');
  const env = { ...process.env, COLUMNS: '80', LC_ALL: 'C.UTF-8', TZ: 'Asia/Tokyo' };
  const { stdout } = await run('bash', ['-o', 'pipefail', '-c', own], { env });
  return stdout;
}

describe('README', () => {
  it('has commands: a test of none proves nothing', () => {
    expect(commands().length).toBeGreaterThanOrEqual(9);
  });

  it.each(commands())('runs: %s', async (line) => {
    expect(await shell(line)).not.toBe('');
  });

  it('shows the output of its first command', async () => {
    const shown = /<!-- output -->\n\n```text\n([\s\S]*?)```/.exec(README)?.[1];
    expect(shown).toBe(await shell('npx stream-analytics report fixtures/ffprobe/gap.ts.json'));
  });

  it('has the table of the last saved bench', async () => {
    const shown = /<!-- bench -->\n\n([\s\S]*?)\n<!-- \/bench -->/.exec(README)?.[1];
    const { stdout } = await run(process.execPath, ['test/bench/results.mjs']);
    expect(shown).toBe(stdout);
  });

  it('names every runtime package with its reason', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(README).toContain(`\`${name}\``);
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  it('reads its example of events without a bad record', async () => {
    const events = /```json\n([\s\S]*?)```/.exec(README)?.[1] ?? '';
    async function* content() {
      yield Buffer.from(events);
    }
    const report = await analyze([content()]);
    expect(report.input).toMatchObject({ records: 5, used: 5 });
    expect(report.viewers).toMatchObject({ sessions: 1, rebuffer_time_ms: 4000, watched_time_ms: 60_000 });
  });

  it('has a library example that works', async () => {
    const report = await analyze(['fixtures/event'], { timezone: 'Europe/Berlin' });
    expect(report.viewers?.rebuffer_ratio).toBeGreaterThan(0);
  });
});
