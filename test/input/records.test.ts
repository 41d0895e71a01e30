import { describe, expect, it } from 'vitest';
import { readRecords } from '../../src/input/records.ts';
import type { Framing } from '../../src/model/format.ts';
import type { InputRecord } from '../../src/model/record.ts';
import { brief, collect } from './collect.ts';

const MIB = 1 << 20;
type Framed = Exclude<Framing, { readonly kind: 'blob' }>;

type Part = string | (() => Iterable<Uint8Array>);

async function* chunksOf(...parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (typeof part === 'string') yield Buffer.from(part);
    else yield* part();
  }
}

/** The same byte many times, 1 MiB at a time, made while it is read. */
function fill(text: string, mebibytes: number): () => Iterable<Uint8Array> {
  return function* (): Iterable<Uint8Array> {
    const chunk = Buffer.alloc(MIB, text);
    for (let i = 0; i < mebibytes; i++) yield chunk;
  };
}

const CASES: readonly {
  name: string;
  framing: Framed;
  parts: readonly Part[];
  expected: string[];
}[] = [
  {
    name: 'a line of 300 MB',
    framing: { kind: 'json', shape: 'lines' },
    parts: ['{"a":1}\n', fill('a', 300), '\n{"a":2}\n'],
    expected: ['1 {"a":1}', '2:0 line-too-long', '3 {"a":2}'],
  },
  {
    name: 'a line of text of 300 MB',
    framing: { kind: 'lines' },
    parts: ['x\n', fill('é', 300), '\ny\n'],
    expected: ['1 x', '2:0 line-too-long', '3 y'],
  },
  {
    name: 'a row of 300 MB behind an open quote',
    framing: { kind: 'csv', delimiter: ',' },
    parts: ['x,1\n"', fill('a', 300), '\ny,2\n'],
    expected: ['1 x¦1', '2:0 line-too-long', '3 y¦2'],
  },
  {
    name: 'an element of 100 MB',
    framing: { kind: 'json', shape: 'array' },
    parts: ['[{"a":1},{"b":"', fill('a', 100), '"},{"a":2}]'],
    expected: ['1 {"a":1}', '1:0 line-too-long', '1 {"a":2}'],
  },
  {
    name: 'a member of 100 MB that is passed over',
    framing: { kind: 'json', shape: 'object' },
    parts: ['{"x":["', fill('a', 1), '"],"y":"', fill('a', 100), '","p":[{"a":2}]}'],
    expected: ['1:0 line-too-long', '1 p{"a":2}'],
  },
  {
    name: 'white space of 100 MB',
    framing: { kind: 'json', shape: 'stream' },
    parts: ['{"a":1}', fill(' ', 100), '{"a":2}'],
    expected: ['1 {"a":1}', '1 {"a":2}'],
  },
  {
    name: 'junk of 100 MB behind an array',
    framing: { kind: 'json', shape: 'array' },
    parts: ['[{"a":1}]', fill('x', 100), '[{"a":2}]'],
    expected: ['1 {"a":1}', '1:10 json-syntax', '1 {"a":2}'],
  },
];

describe('readRecords', () => {
  it.each(CASES)(
    'passes $name in constant memory',
    async ({ framing, parts, expected }) => {
      const records: InputRecord[] = [];
      const before = process.memoryUsage().rss;
      let highest = before;
      let chunks = 0;
      async function* watched(): AsyncGenerator<Uint8Array> {
        for await (const chunk of chunksOf(...parts)) {
          highest = Math.max(highest, process.memoryUsage().rss);
          chunks++;
          yield chunk;
        }
      }
      for await (const block of readRecords(watched(), framing)) records.push(...block.records);
      expect(records.map(brief)).toEqual(expected);
      expect(chunks).toBeGreaterThan(100);
      expect(highest - before).toBeLessThan(80 * MIB);
    },
    60_000,
  );

  it('says how much was read and what was cut', async () => {
    const source = readRecords(chunksOf('[{"a":1},', '{"a":'), { kind: 'json', shape: 'array' });
    const records: InputRecord[] = [];
    for await (const block of source) records.push(...block.records);
    expect(records.map(brief)).toEqual(['1 {"a":1}']);
    expect([source.bytes, source.tailBytes, source.truncatedContainer]).toEqual([14, 5, true]);
  });

  it('cuts a chunk of any size into blocks', async () => {
    const source = readRecords(chunksOf('{"a":1}\n'.repeat(500_000)), { kind: 'json', shape: 'lines' });
    let count = 0;
    let largest = 0;
    for await (const block of source) {
      count += block.records.length;
      largest = Math.max(largest, block.records.length);
    }
    expect(count).toBe(500_000);
    expect(largest).toBeLessThan(10_000);
  });
});

describe('lines of text', () => {
  it.each([
    { name: 'LF and CRLF mixed', text: 'a\r\nb\nc\r\n', expected: ['1 a', '2 b', '3 c'] },
    { name: 'a lone CR is data', text: 'a\rb\r\r\n', expected: ['1 a\rb\r'] },
    { name: 'blank lines are skipped and counted', text: '\n\r\n \t\na\n', expected: ['4 a'] },
    {
      name: 'separators of other systems are data',
      text: 'a\u2028b\u0085c\x0bd\n',
      expected: ['1 a\u2028b\u0085c\x0bd'],
    },
    { name: 'a last line without its end', text: 'a\nb', expected: ['1 a', '2 b'] },
    { name: 'a NUL', text: 'a\0b\nc\n', expected: ['1:2 nul', '2 c'] },
  ])('$name', ({ text, expected }) => {
    expect(collect({ kind: 'lines' }, text).records.map(brief)).toEqual(expected);
  });

  it('mark a last line that may have been cut', () => {
    expect(collect({ kind: 'lines' }, 'a\nb').unterminated).toBe(true);
    expect(collect({ kind: 'lines' }, 'a\nb\n').unterminated).toBe(false);
  });

  it('say where a line stops being UTF-8, beside a replacement character that is spelled out', () => {
    const bytes = Buffer.concat([Buffer.from('é\ufffd'), Buffer.of(0xff), Buffer.from('\n\ufffd\n')]);
    expect(collect({ kind: 'lines' }, bytes).records.map(brief)).toEqual(['1:6 utf8', '2 \ufffd']);
  });
});
