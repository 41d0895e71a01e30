import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteLongIntegers } from '../../src/input/json-integers.ts';
import { bad, brief, collect } from './collect.ts';

const OBJECT = { kind: 'json', shape: 'object' } as const;
const ARRAY = { kind: 'json', shape: 'array' } as const;
const STREAM = { kind: 'json', shape: 'stream' } as const;

/** An element and a dump as ffprobe prints them. */
const element = (pts: number): string =>
  `        {\n            "codec_type": "video",\n            "pts": ${pts},\n            "side": [ { "t": "x" } ]\n        }`;
const dump = (packets: readonly string[], streams: readonly string[] = [element(9)]): string =>
  `{\n    "packets": [\n${packets.join(',\n')}\n    ],\n    "streams": [\n${streams.join(',\n')}\n    ]\n}\n`;

/** Section and pts of good elements, line and reason of bad ones. */
function summary(content: string): string[] {
  return collect(OBJECT, content).records.map((record) => {
    if (record.kind !== 'json') return brief(record);
    return `${record.section} ${(record.value as { pts: number }).pts}`;
  });
}

describe('arrays inside one JSON object', () => {
  it('come element by element with their key, place and length', () => {
    const { records, truncatedContainer, tailBytes } = collect(OBJECT, dump([1, 2].map(element)));
    expect(records).toMatchObject([
      { kind: 'json', section: 'packets', line: 3, value: { pts: 1 } },
      { kind: 'json', section: 'packets', line: 8, value: { pts: 2 } },
      { kind: 'json', section: 'streams', line: 15, value: { pts: 9 } },
    ]);
    expect([truncatedContainer, tailBytes]).toEqual([false, 0]);
  });

  it.each([
    {
      name: 'other members are passed over',
      text: '{"format":{"packets":[{"a":1}]},"n":1,"s":"]}","packets":[{"a":2}],"t":true}',
      expected: ['1 packets{"a":2}'],
    },
    {
      name: 'an element may hold arrays of its own',
      text: '{"programs":[{"id":1,"streams":[{"index":0}]}],"streams":[{"index":0}]}',
      expected: ['1 programs{"id":1,"streams":[{"index":0}]}', '1 streams{"index":0}'],
    },
    { name: 'empty arrays', text: '{"packets":[],"streams":[ ]}', expected: [] },
    { name: 'a key with escapes', text: '{"p\\u0061":[{"a":1}]}', expected: ['1 pa{"a":1}'] },
    {
      name: 'one dump after another',
      text: '{"p":[{"a":1}]}\n{"p":[{"a":2}]}',
      expected: ['1 p{"a":1}', '2 p{"a":2}'],
    },
    {
      name: 'text around it',
      text: 'x {"p":[{"a":1}]} y',
      expected: ['1:1 json-syntax', '1 p{"a":1}', '1:19 json-syntax'],
    },
    {
      name: 'other values in an array',
      text: '{"p":[1,[2],null]}',
      expected: ['1:7', '1:9', '1:13'].map((at) => `${at} json-not-object`),
    },
    {
      name: 'digits of long integers',
      text: '{"p":[{"a":9007199254740993}]}',
      expected: ['1 p{"a":"9007199254740993"}'],
    },
  ])('$name', ({ text, expected }) => {
    expect(collect(OBJECT, text).records.map(brief)).toEqual(expected);
  });

  it.each([
    { name: 'a missing quote', break: (text: string) => text.replace('"codec_type', 'codec_type') },
    { name: 'a quote left open', break: (text: string) => text.replace('"pts"', '"pts') },
    { name: 'a missing closing brace', break: (text: string) => text.replace(/\n {8}\}$/, '') },
    { name: 'a missing opening brace', break: (text: string) => text.replace('{', '') },
    { name: 'a missing colon', break: (text: string) => text.replace(':', '') },
    { name: 'a missing bracket', break: (text: string) => text.replace(']', '') },
    { name: 'a second comma', break: (text: string) => text.replace(',', ',,') },
    { name: 'a byte that is not UTF-8 text', break: (text: string) => text.replace('video', 'vi\0eo') },
  ])('$name costs one element, at each place', ({ break: damage }) => {
    for (const broken of [1, 2, 3]) {
      const packets = [1, 2, 3].map((pts) => (pts === broken ? damage(element(pts)) : element(pts)));
      const good = [1, 2, 3].filter((pts) => pts !== broken).map((pts) => `packets ${pts}`);
      const got = summary(dump(packets));
      expect(got.filter((text) => !/^\d/.test(text))).toEqual([...good, 'streams 9']);
      // Before an object was seen, the first string of an array is an element that is no object.
      const isLoneString = broken === 1 && !packets[0]?.includes('{\n');
      expect(got).toHaveLength(isLoneString ? 5 : 4);
    }
  });

  it('finds the next member when an array lost its bracket', () => {
    const text = dump([element(1)]).replace('    ],\n    "streams"', '    "streams"');
    expect(summary(text)).toEqual(['packets 1', '8:5 json-syntax', 'streams 9']);
  });

  it('goes on at the same place behind a broken member, whatever the size of the chunks', () => {
    const element = '{\n      "a": 1,\n      "b": 2\n    }';
    const content = `{{\n  "packets": [\n    ${element},\n    ${element},\n    ${element}\n  ]\n}\n`;
    const places = [1, 7, 64, 1 << 16].map((chunkBytes) =>
      collect(OBJECT, content, chunkBytes).records.map(({ kind, line, bytes }) => `${kind} ${line} ${bytes}`),
    );
    // The second brace is broken at once: nothing is known of what its elements look like.
    expect(places[0]).toEqual(['bad 1 61', 'json 7 34', 'json 11 34']);
    for (const other of places) expect(other).toEqual(places[0]);
  });

  it('says line and column of the fault when the element started on a line before', () => {
    const [fault] = bad(collect(OBJECT, dump([element(1), element(2).replace('2', 'x')])).records);
    expect(fault).toMatchObject({
      line: 8,
      column: 20,
      detail: 'expected a value, found a letter (line 10)',
    });
  });

  it('gives the whole elements of a dump that is cut anywhere', () => {
    const text = dump([1, 2].map(element));
    const ends = [1, 2, 9].map((pts) => text.indexOf(element(pts)) + element(pts).length);
    for (let end = 0; end < text.length - 2; end++) {
      const got = collect(OBJECT, text.slice(0, end));
      expect(bad(got.records)).toEqual([]);
      expect(got.records).toHaveLength(ends.filter((whole) => whole <= end).length);
      expect(got.truncatedContainer).toBe(end > 0);
    }
  });
});

describe('one JSON array', () => {
  it.each([
    { name: 'compact', text: '[{"a":1},{"a":2}]', expected: ['1 {"a":1}', '1 {"a":2}'] },
    { name: 'an element a line', text: '[\n{"a":1},\n{"a":2}\n]\n', expected: ['2 {"a":1}', '3 {"a":2}'] },
    { name: 'no commas', text: '[{"a":1}{"a":2}]', expected: ['1 {"a":1}', '1 {"a":2}'] },
    { name: 'an object instead', text: '{"a":1}', expected: ['1:1 json-syntax'] },
    {
      name: 'a quote left open, all on one line',
      text: '[{"a":1,"b":2},{"a":2,"b:3},{"a":3,"b":4},{"a":4,"b":5}]',
      expected: ['1 {"a":1,"b":2}', '1:31 json-syntax', '1 {"a":3,"b":4}', '1 {"a":4,"b":5}'],
    },
    {
      name: 'a missing brace, all on one line',
      text: '[{"a":1,"b":2},{"a":2,"b":3,{"a":3,"b":4},{"a":4,"b":5}]',
      expected: ['1 {"a":1,"b":2}', '1:29 json-syntax', '1 {"a":3,"b":4}', '1 {"a":4,"b":5}'],
    },
  ])('$name', ({ text, expected }) => {
    const got = collect(ARRAY, text);
    expect(got.records.map(brief)).toEqual(expected);
    expect(got.truncatedContainer).toBe(false);
  });

  it('counts an element of more than 1 MiB as one bad record', () => {
    const long = `{"a":"${'x'.repeat(3 << 20)}","b":[1,2]}`;
    const { records, raw } = collect(ARRAY, `[{"a":1},\n${long},\n{"a":2}]`);
    expect(records.map((r) => (r.kind === 'bad' ? `${r.line} ${r.reason} ${r.bytes}` : brief(r)))).toEqual([
      '1 {"a":1}',
      `2 line-too-long ${long.length}`,
      '3 {"a":2}',
    ]);
    expect(raw[1]).toBe(long.slice(0, 4096));
  });

  it.each([
    ['a string alone, which is no element among objects', `"${'x'.repeat(3 << 20)}"`],
    ['an element that is broken and goes on too long', `{"a":1 2,"b":"${'x'.repeat(3 << 20)}"}`],
    ['a brace too many, and then too much', `}"${'x'.repeat(3 << 20)}"`],
  ])('calls more than 1 MiB that is no element too long, as it does elsewhere: %s', (_, long) => {
    for (const chunkBytes of [65_536, 1 << 20, 1 << 24]) {
      const { records } = collect(ARRAY, `[{"a":1},\n${long},\n{"a":2}]`, chunkBytes);
      expect(
        records.map((r) => (r.kind === 'bad' ? `${r.line} ${r.reason}: ${r.detail}` : brief(r))),
      ).toEqual([
        '1 {"a":1}',
        expect.stringMatching(/^2 line-too-long: expected at most 1048576 bytes, found 31457\d\d$/),
        '3 {"a":2}',
      ]);
    }
  });
});

describe('JSON values one after another', () => {
  it.each([
    { name: 'nothing between them', text: '{"a":1}{"a":2}', expected: ['1 {"a":1}', '1 {"a":2}'] },
    {
      name: 'pretty-printed',
      text: '{\n  "a": 1\n}\n{\n  "a": 2\n}\n',
      expected: ['1 {"a":1}', '4 {"a":2}'],
    },
    { name: 'commas behind them', text: '{"a":1},\n{"a":2},\n', expected: ['1 {"a":1}', '2 {"a":2}'] },
    { name: 'record separators', text: '\x1e{"a":1}\n\x1e{"a":2}\n', expected: ['1 {"a":1}', '2 {"a":2}'] },
    {
      name: 'a string left open',
      text: '{\n  "a": "x\n}\n{\n  "a": 2\n}\n',
      expected: ['1:10 json-syntax', '4 {"a":2}'],
    },
    {
      name: 'a word',
      text: '{"a":1} true {"a":2}',
      expected: ['1 {"a":1}', '1:9 json-not-object', '1 {"a":2}'],
    },
    {
      name: 'a closing brace too many',
      text: '{"a":1}}\n{"a":2}\n',
      expected: ['1 {"a":1}', '1:8 json-syntax', '2 {"a":2}'],
    },
  ])('$name', ({ text, expected }) => {
    const got = collect(STREAM, text);
    expect(got.records.map(brief)).toEqual(expected);
    expect([got.tailBytes, got.truncatedContainer]).toEqual([0, false]);
  });

  it('leaves a cut last value out', () => {
    const got = collect(STREAM, '{"a":1}\n{"a":');
    expect(got.records.map(brief)).toEqual(['1 {"a":1}']);
    expect([got.tailBytes, got.truncatedContainer]).toEqual([5, false]);
  });

  it('reads any objects in any layout as JSON.parse does', () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), {
      minLength: 1,
      maxLength: 5,
    });
    const isUtf8 = (text: string): boolean => Buffer.from(text).toString() === text;
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 1, '\t'), fc.nat(70), (values, indent, chunk) => {
        const texts = values.map((value) => JSON.stringify(value, null, indent));
        const expected = texts.map((text) => JSON.parse(quoteLongIntegers(text)) as unknown);
        if (!texts.every(isUtf8)) return;
        const read = (framing: typeof STREAM | typeof ARRAY | typeof OBJECT, text: string): unknown[] =>
          collect(framing, text, chunk + 1).records.map((record) => record.kind === 'json' && record.value);
        expect(read(STREAM, texts.join('\n'))).toEqual(expected);
        expect(read(ARRAY, `[${texts.join(',')}]`)).toEqual(expected);
        expect(read(OBJECT, `{"x":${texts[0]},"y":[${texts.join(', ')}],"z":0}`)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
