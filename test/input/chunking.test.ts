import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Framing } from '../../src/model/format.ts';
import { collect } from './collect.ts';

type Framed = Exclude<Framing, { readonly kind: 'blob' }>;

/** About 4 KiB of everything that a border between chunks can fall into. */
const LINES = Buffer.concat([
  ...[
    '{"a":1}\r\n\n  \n{"b":"Zürich 東京 😀"}\n{"long":12345678901234567890,"x":[1,{"y":"\\"\\\\"}]}\r\n',
    '{"a":1}{"a":2} , {"a":3}\nnot json\n[1]\n"a"\n\r{"c":1}\r\r\n{"d":"lone\rCR"}\n',
    `${'['.repeat(70)}\n{"nul":"\0"}\n`,
  ].map((text) => Buffer.from(text)),
  Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d, 0x0a, 0xc3, 0x0a, 0xbc, 0x0a]),
  ...Array.from({ length: 40 }, (_, i) =>
    Buffer.from(`{"i":${i},"text":"${'é'.repeat(i)}","n":{"m":[${i}]}}\n`),
  ),
  Buffer.from('{"tail":'),
]);
const CSV = Buffer.concat([
  Buffer.from('ts,name,"quoted ""x"""\r\n1,"a\nb\r\nc",2\n\n"unclosed,1\n2,b"stray,3\n4,"x"y,5\n"",,""\n'),
  Buffer.from([0x31, 0x2c, 0xff, 0x0a, 0x22, 0xc3, 0x22, 0x0a]),
  ...Array.from({ length: 40 }, (_, i) =>
    Buffer.from(`${i},"cell ${'ü'.repeat(i)}\n,""${i}""",${'z'.repeat(i)}\r\n`),
  ),
  Buffer.from('9,"open'),
]);
const ELEMENT = (i: number): string =>
  `        {\n            "type": "video",\n            "pts": ${i},\n            "tags": [{"type": "é\\"]}"}]\n        }`;
const DUMP = Buffer.from(
  `{\n    "format": {"packets": [1], "x": "}"},\n    "packets": [\n${[1, 2, 3].map(ELEMENT).join(',\n')},\n` +
    `${ELEMENT(4).replace('"pts": 4,', '"pts: 4,')},\n${[5, 6].map(ELEMENT).join(',\n')},\n` +
    `${ELEMENT(7).replace('}"}]', '')},\n${[8, 9].map(ELEMENT).join(',\n')}\n    ],\n    "streams": [\n${ELEMENT(10)}\n    ]\n}\n` +
    `{"packets":[{"a":1},{"a":2,"b":12345678901234567},3,"s",{"a":4]},{"a":5}],"n":null,"streams":[{"a":6},{"a":`,
);
/** What is wrong goes on for longer than anything is kept for another reason. */
const STRETCHES = Buffer.from(
  `${'junk '.repeat(300)}{"packets":[${'{"a":1},'.repeat(12)}{"a":"x\n${'{"b":2},'.repeat(900)}{"a":3}],"b":"\n${'"'.repeat(700)}`,
);
const ARRAY = Buffer.from(
  `[\n${[1, 2, 3].map(ELEMENT).join(',\n')}\n]\njunk\n[{"a":1}{"a":2},,{"a" 3},{"a":4},[5],{"a":6}] x`,
);
const STREAM = Buffer.concat([
  Buffer.from(
    '{"a":1}{"a":2}\n{\n  "a": 3\n}\r\n\x1e{"a":4},\n12 "s" null [1]\n{"a":"x\n{"a":5}\n}\n{"a":6}\n',
  ),
  Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d, 0x0a]),
  Buffer.from('{"a":7,"b":[{"c":"日本"}]} {"a":'),
]);

const CASES: readonly { name: string; framing: Framed; content: Buffer }[] = [
  { name: 'lines of text', framing: { kind: 'lines' }, content: LINES },
  { name: 'JSON lines', framing: { kind: 'json', shape: 'lines' }, content: LINES },
  { name: 'a JSON stream', framing: { kind: 'json', shape: 'stream' }, content: STREAM },
  { name: 'JSON lines as a stream', framing: { kind: 'json', shape: 'stream' }, content: LINES },
  { name: 'a JSON array', framing: { kind: 'json', shape: 'array' }, content: ARRAY },
  { name: 'arrays in a JSON object', framing: { kind: 'json', shape: 'object' }, content: DUMP },
  {
    name: 'long bad stretches between elements',
    framing: { kind: 'json', shape: 'object' },
    content: STRETCHES,
  },
  { name: 'rows', framing: { kind: 'csv', delimiter: ',' }, content: CSV },
];

/** Every size up to 64, then a sample up to 65,536: larger ones hold the whole content. */
const SIZES = [
  ...Array.from({ length: 64 }, (_, i) => i + 1),
  97,
  255,
  256,
  257,
  511,
  1000,
  2047,
  4096,
  65_536,
];

describe('a border between chunks', () => {
  it.each(CASES)('changes no record of $name', ({ framing, content }) => {
    const whole = collect(framing, content, content.length);
    expect(whole.records.length).toBeGreaterThan(10);
    for (const size of SIZES) {
      const got = collect(framing, content, size);
      // Comparing is most of the time here; only a difference is worth a description.
      if (!isDeepStrictEqual(got, whole)) expect({ size, ...got }).toEqual({ size, ...whole });
    }
  });

  it.each(CASES)('may fall at every place of $name', ({ framing, content }) => {
    const whole = collect(framing, content, content.length);
    for (let at = 1; at < content.length; at += 3) {
      const got = collect(framing, content, content.length, at);
      if (!isDeepStrictEqual(got, whole)) expect({ at, ...got }).toEqual({ at, ...whole });
    }
  });

  it.each(CASES)(
    'raw bytes of $name are the first 4 KiB at the place of the record',
    ({ framing, content }) => {
      const { records, raw } = collect(framing, content, 1000);
      records.forEach((record, i) => {
        const bytes = content
          .subarray(record.byte, record.byte + Math.min(record.bytes, 4096))
          .toString('latin1');
        expect(raw[i]).toBe(bytes);
        const line = content.subarray(0, record.byte).filter((byte) => byte === 10).length + 1;
        expect(record.line).toBe(line);
      });
    },
  );
});
