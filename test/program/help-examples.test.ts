/** Every command shows two or more examples under `--help`, and each works as it stands on files of those names. */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT, runLine } from './built-program.ts';

let folder = '';
let examples: { readonly command: string; readonly lines: readonly string[] }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'help-examples-'));
  const put = async (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
  const fixture = (name: string) => join(ROOT, 'fixtures', name);
  const viewers = await readFile(fixture('event/viewers.ndjson'), 'utf8');
  const requests = await readFile(fixture('event/cdn.csv'), 'utf8');
  await mkdir(join(folder, 'logs'));
  // 20:00 in Berlin.
  await put('logs/viewers.ndjson', viewers.replaceAll('T20:', 'T18:'));
  await put('logs/edge.csv', requests.replaceAll('T20:', 'T18:'));
  await put(
    'players.ndjson',
    `${viewers}{"ts":"2026-05-30T20:45:00Z","type":"join","viewer_id":"late","stream_id":"main"}\n`,
  );
  await copyFile(join(ROOT, 'test/cases/worked-example/log.ndjson'), join(folder, 'capture.ndjson'));
  const join1 = '{"ts":"2026-05-30T20:00:00Z","type":"join","viewer_id":"one"}\n';
  await put('edge-1.ndjson', join1);
  await put('edge-2.ndjson', join1.replace('one', 'two'));
  await runLine(
    `stream-analytics report '${folder}/edge-2.ndjson' --quiet --partial '${folder}/edge-2.part.gz'`,
  );
  await copyFile(fixture('media/all.ts'), join(folder, 'capture.ts'));
  await put('edge.csv.gz', gzipSync(requests));
  await put('unknown.log', '{"at":"2026-05-30T20:00:00Z","what":"video_start","user":"a"}\n');
  for (const name of ['.local/share/bash-completion/completions', '.config/fish/completions'])
    await mkdir(join(folder, name), { recursive: true });
  // Stands for ffprobe, which is no part of the program: it prints what it printed once.
  await mkdir(join(folder, 'bin'));
  const dump = fixture('ffprobe/gap.ts.json');
  await writeFile(join(folder, 'bin', 'ffprobe'), `#!/bin/sh\nexec cat '${dump}'\n`, { mode: 0o755 });
  const help = (await runLine('stream-analytics --help')).stdout.toString();
  const commands = [...(/Commands:\n([\s\S]*?)\n\n/.exec(help)?.[1] ?? '').matchAll(/^ {2}(\w+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help');
  examples = await Promise.all(
    commands.map(async (command) => {
      const text = (await runLine(`stream-analytics ${command} --help`)).stdout.toString();
      const shown = /\nExamples:\n([\s\S]*)$/.exec(text)?.[1] ?? '';
      return { command, lines: shown.split('\n').flatMap((line) => line.trim() || []) };
    }),
  );
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('stand with every command, two or more', () => {
  expect(examples.length).toBeGreaterThanOrEqual(8);
  for (const { command, lines } of examples) {
    expect(lines.length, command).toBeGreaterThanOrEqual(2);
    expect(lines.join('\n'), command).toContain(`stream-analytics ${command}`);
  }
});

it('work as they stand', async () => {
  const failed: string[] = [];
  for (const line of examples.flatMap(({ lines }) => lines)) {
    const { stdout, stderr, exit } = await runLine(
      `cd '${folder}'; PATH="$PWD/bin:$PATH"; HOME="$PWD"; ${line}`,
    );
    const isSilent =
      line.includes('--quiet') || (/ (-o|>) /.test(line) && /convert|completion|schema/.test(line));
    if (exit !== 0 || (stdout.length === 0) !== isSilent)
      failed.push(`${line}: exit ${exit}, ${stdout.length} bytes; ${stderr.toString()}`);
  }
  expect(failed).toEqual([]);
}, 120_000);
