import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasLongDigits, quoteLongIntegers } from '../../src/input/json-integers.ts';
import { JsonLineFramer } from '../../src/input/json-lines.ts';
import { scanJson } from '../../src/input/json-syntax.ts';
import { bad, brief, collect } from './collect.ts';

const LINES = { kind: 'json', shape: 'lines' } as const;
const MIB = 1 << 20;

describe('JSON lines', () => {
  it.each([
    { name: 'one object a line', text: '{"a":1}\n{"a":2}\n', expected: ['1 {"a":1}', '2 {"a":2}'] },
    {
      name: 'CRLF and blank lines',
      text: '{"a":1}\r\n\r\n \t\n{"a":2}\r\n',
      expected: ['1 {"a":1}', '4 {"a":2}'],
    },
    { name: 'a last line without its end', text: '{"a":1}', expected: ['1 {"a":1}'] },
    { name: 'a lone CR as white space', text: '{"a":\r1}\n', expected: ['1 {"a":1}'] },
    { name: 'U+2028 inside a line', text: '{"a":"\u2028"}\n', expected: ['1 {"a":"\u2028"}'] },
    {
      name: 'objects without anything between',
      text: '{"a":1}{"a":2}\n',
      expected: ['1 {"a":1}', '1 {"a":2}'],
    },
    {
      name: 'objects with a space or comma',
      text: '{"a":1} {"a":2} , {"a":3}\n',
      expected: ['1 {"a":1}', '1 {"a":2}', '1 {"a":3}'],
    },
    { name: 'two commas between objects', text: '{"a":1},,{"a":2}\n', expected: ['1:8 json-syntax'] },
    { name: 'an object and something else', text: '{"a":1} 5\n', expected: ['1:9 json-syntax'] },
    {
      name: 'other values',
      text: '[1]\n"a"\n5\nnull\n',
      expected: ['1:1', '2:1', '3:1', '4:1'].map((at) => `${at} json-not-object`),
    },
    { name: 'a word cut short', text: '{"a":tru}\n', expected: ['1:9 json-syntax'] },
    { name: 'a column in bytes', text: '{"é":x}\n', expected: ['1:7 json-syntax'] },
    { name: 'a NUL', text: '{"a":"\0"}\n{"a":1}\n', expected: ['1:7 nul', '2 {"a":1}'] },
    {
      name: 'prototype names',
      text: '{"__proto__":1,"constructor":2}\n',
      expected: ['1 {"__proto__":1,"constructor":2}'],
    },
    { name: 'equal keys, the last wins', text: '{"a":1,"a":2}\n', expected: ['1 {"a":2}'] },
  ])('$name', ({ text, expected }) => {
    expect(collect(LINES, text).records.map(brief)).toEqual(expected);
  });

  it.each([
    { name: 'a cut object', tail: '{"a":', tailBytes: 5 },
    { name: 'a cut string', tail: '{"a":"x', tailBytes: 7 },
    { name: 'a cut character', tail: Buffer.from([0x7b, 0x22, 0xc3]), tailBytes: 3 },
    { name: 'zeros of a crashed writer', tail: '\0\0\0\0', tailBytes: 4 },
  ])('$name at the end is a tail and no record', ({ tail, tailBytes }) => {
    const got = collect(LINES, Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.from(tail)]));
    expect(got.records.map(brief)).toEqual(['1 {"a":1}']);
    expect(got.tailBytes).toBe(tailBytes);
  });

  it('leaves no doubt about a last line without its end', () => {
    expect(collect(LINES, '{"a":1}').unterminated).toBe(false);
  });

  it('does not look behind its end, where bytes of an earlier line may lie', () => {
    const framer = new JsonLineFramer();
    // An opening brace at index 8, where the tail of eight bytes ends later.
    expect(framer.push(Buffer.from('{"aa":1}{"b":2}\n')).records.length).toBe(2);
    framer.push(Buffer.from('{"a":1},'));
    expect(framer.end().records).toEqual([]);
    expect(framer.tailBytes).toBe(8);
  });

  it('never finds a bad record in a tail, wherever the file is cut', () => {
    const text = '{"a":1,"text":"é\\n","n":[1,{"b":null}]}\n{"a":2,"t":"日本"}\n';
    const bytes = Buffer.from(text.repeat(3));
    for (let end = 0; end <= bytes.length; end++) {
      const cut = bytes.subarray(0, end);
      const got = collect(LINES, cut);
      const lines = cut.filter((byte) => byte === 10).length;
      // A last line may be whole but for its line end.
      const whole = end > 0 && cut[end - 1] !== 10 && bytes[end] === 10 ? 1 : 0;
      expect(bad(got.records)).toEqual([]);
      expect(got.records).toHaveLength(lines + whole);
      expect(got.tailBytes > 0).toBe(whole === 0 && end > 0 && cut[end - 1] !== 10);
    }
  });

  it('counts a line of more than 1 MiB as one bad record, whatever follows', () => {
    const line = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    const text = `{"a":1}\n${line(MIB)}\r\n${line(MIB + 1)}\r\n${line(3 * MIB)}\n{"a":2}\n`;
    for (const size of [1000, 65_536, MIB]) {
      const { records, raw } = collect(LINES, text, size);
      expect(records.map(({ kind, line, byte, bytes }) => [kind, line, byte, bytes])).toEqual([
        ['json', 1, 0, 7],
        ['json', 2, 8, MIB],
        ['bad', 3, MIB + 10, MIB + 1],
        ['bad', 4, 2 * MIB + 13, 3 * MIB],
        ['json', 5, 5 * MIB + 14, 7],
      ]);
      expect(bad(records).map((record) => record.reason)).toEqual(['line-too-long', 'line-too-long']);
      expect(raw[3]?.slice(0, 8)).toBe('{"a":"xx');
      expect(raw[3]?.length).toBe(4096);
    }
  });

  it('refuses nesting beyond 64 before it parses', () => {
    // The 65th bracket stands behind `{"a":` and 63 others of the array.
    const nested = (depth: number): string => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}\n`;
    const flat = `{"a":[${'{},'.repeat(99)}{}]}\n`;
    const { records } = collect(
      LINES,
      `${nested(64)}${nested(65)}${flat}${'['.repeat(1_000_000)}\n{"b":1}\n`,
    );
    expect(records.map((r) => (r.kind === 'bad' ? `${r.reason} ${r.column}` : r.kind))).toEqual([
      'json',
      'json-depth 69',
      'json',
      'json-depth 65',
      'json',
    ]);
  });

  it('keeps digits of integers that a number would round', () => {
    const text =
      '{"a":9007199254740993,"b":-12345678901234567890,"c":1234567890123456,"d":123456789012345}\n';
    expect(collect(LINES, text).records[0]).toMatchObject({
      value: { a: '9007199254740993', b: '-12345678901234567890', c: '1234567890123456', d: 123456789012345 },
    });
  });

  it('keeps two ids apart that differ in one invalid byte', () => {
    const line = (byte: number): Buffer =>
      Buffer.concat([Buffer.from('{"id":"'), Buffer.of(byte), Buffer.from('"}\n')]);
    const { records } = collect(LINES, Buffer.concat([line(0xff), line(0xfe)]));
    expect(records.map(brief)).toEqual(['1:8 utf8', '2:8 utf8']);
  });

  it('says what is wrong in its own words', () => {
    const { records } = collect(LINES, '{"a":\u001b[31mx}\n{"a" "b"}\n{"a":1');
    expect(bad(records).map((record) => record.detail)).toEqual([
      'expected a value, found byte 0x1b',
      'expected a colon, found a double quote',
    ]);
  });
});

describe('quoteLongIntegers', () => {
  it.each([
    { name: 'a key in a string', text: '{"1234567890123456":1}', same: true },
    { name: 'digits in a string with escapes', text: '{"a":"\\"1234567890123456"}', same: true },
    { name: 'a fraction', text: '[1234567890.123456789012345]', same: true },
    { name: 'an exponent', text: '[1234567890123456e2]', same: true },
    { name: 'a number in the place of a key', text: '{1234567890123456 : 1}', same: true },
    { name: 'a leading zero', text: '[01234567890123456]', same: true },
    { name: 'a plus sign', text: '[+1234567890123456]', same: true },
    { name: 'two minus signs', text: '[--1234567890123456]', same: true },
    { name: 'an integer', text: '[1234567890123456]', same: false },
  ])('$name', ({ text, same }) => {
    expect(quoteLongIntegers(text)).toBe(same ? text : '["1234567890123456"]');
  });

  const jsonish = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      ' ',
      '-',
      '.',
      'e',
      '0',
      '1234567890123456',
      '99',
      'a',
      'true',
    ),
    { maxLength: 24 },
  );
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  it('never makes JSON of what is none, nor the reverse', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          jsonish.map((parts) => parts.join('')),
          fc.json(),
        ),
        (text) => {
          expect(parses(quoteLongIntegers(text))).toBe(parses(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is asked for whenever a text holds a long run of digits', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(20), fc.nat(40), (before, digits, after) => {
        const text = `${'x'.repeat(before)}${'7'.repeat(digits)}${'x'.repeat(after)}`;
        expect(hasLongDigits(Buffer.from(text), 0, text.length)).toBe(digits >= 16);
      }),
      { numRuns: 2000 },
    );
  });

  it('is how the scanner and JSON.parse agree on what is JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          jsonish.map((parts) => parts.join('')),
          fc.json(),
          fc.string(),
        ),
        (text) => {
          const bytes = Buffer.from(text);
          const scan = scanJson(bytes, 0, bytes.length);
          const whole =
            scan.ok &&
            bytes
              .subarray(scan.end)
              .toString()
              .replace(/[ \t\r\n]+/, '') === '';
          // fast-check may make strings that UTF-8 cannot carry.
          if (bytes.toString() === text) expect(whole).toBe(parses(text));
        },
      ),
      { numRuns: 5000 },
    );
  });
});
