import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { analyzeText } from '../pipeline/analyze-text.ts';
import { opened, readAll, streamEntry } from './scratch.ts';

const EVENTS = [1, 2, 3].map((n) => ['latency', 1_767_300_000_000 + n * 1000, n * 10] as const);
const csv = (end: string): string =>
  ['type,ts,latency_ms', ...EVENTS.map((event) => event.join())].map((line) => line + end).join('');
const ndjson = (end: string): string =>
  EVENTS.map(([type, ts, latency_ms]) => JSON.stringify({ type, ts, latency_ms }) + end).join('');

describe('lines that end in CR alone', () => {
  it.each([
    ['log.csv', csv('\r'), csv('\n')],
    ['log.csv', csv('\r').trimEnd(), csv('\n')],
    ['log.csv', `\ufeff${csv('\r')}`, csv('\n')],
    ['log.ndjson', ndjson('\r'), ndjson('\n')],
    ['semicolons.csv', csv('\r').replaceAll(',', ';'), csv('\n')],
    ['quoted.csv', csv('\r').replaceAll('latency,', '"latency",'), csv('\n')],
  ])('are lines: %s', async (name, text, same) => {
    const [expected, found] = [await analyzeText(name, same), await analyzeText(name, text)];
    expect(found.input).toMatchObject({ records: 3, used: 3, bad: {}, truncated_tail_bytes: 0 });
    expect({ ...found, input: null }).toEqual({ ...expected, input: null });
  });

  it('are lines from pipes and archives, in every chunk, and keep their places', async () => {
    for (const bytes of [Buffer.from(csv('\r')), gzipSync(csv('\r'))]) {
      for (const chunkBytes of [1, 7, 1000])
        expect((await readAll(streamEntry(bytes, chunkBytes))).text).toBe(csv('\n'));
    }
    const input = await opened(streamEntry(csv('\r'), 7));
    expect(input.sample.lines).toEqual(csv('\n').trimEnd().split('\n'));
    await input.close();
  });

  it.each([
    ['a file that has an LF', 'a,b\r1,2\n3,4\r'],
    ['a file of CRLF', 'a,b\r\n1,2\r\n'],
    ['bytes that are no text', `\u0000\u0001\u0002\r\u0003\u0004`],
  ])('are not lines in %s', async (_, text) => {
    for (const chunkBytes of [1, 1000])
      expect((await readAll(streamEntry(text, chunkBytes))).text).toBe(text);
  });

  it('are told by the first MiB: what ends in CR there does so to its end', async () => {
    const row = `${'x'.repeat(99)}\r`;
    const text = row.repeat(20_000);
    const read = (await readAll(streamEntry(text, 65_536))).text;
    // Not compared as texts: a difference would be shown line by line.
    expect(read === text.replaceAll('\r', '\n')).toBe(true);
  });
});
