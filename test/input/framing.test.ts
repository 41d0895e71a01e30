import { describe, expect, it } from 'vitest';
import { csvDelimiter, jsonShape } from '../../src/input/framing.ts';
import { makeSample } from '../../src/input/sample.ts';

const shape = (text: string, whole = true): string | undefined =>
  jsonShape(makeSample('x', Buffer.from(text), whole))?.shape;

describe('jsonShape', () => {
  const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
  const dump = { packets: [{ pts: 1 }, { pts: 2 }], streams: [{ index: 0 }] };
  it.each([
    { name: 'an object a line', text: '{"a":1}\n{"a":2}\n', expected: 'lines' },
    { name: 'one object', text: '{"a":1}', expected: 'lines' },
    { name: 'lines, some of them bad', text: '{"a":1}\nbad\n{"a":2}\n[}\n', expected: 'lines' },
    { name: 'several objects a line', text: '{"a":1}{"a":2}\n{"a":3} {"a":4}\n', expected: 'lines' },
    { name: 'an array a line', text: '["a",{},1]\n["b",{},2]\n', expected: 'lines' },
    {
      name: 'pretty-printed objects',
      text: `${pretty({ a: 1 })}\n${pretty({ a: 2 })}\n`,
      expected: 'stream',
    },
    { name: 'one pretty-printed object', text: pretty({ a: 1, tags: ['x'] }), expected: 'stream' },
    {
      name: 'pretty-printed objects that hold arrays',
      text: `${pretty(dump)}\n${pretty(dump)}\n`,
      expected: 'stream',
    },
    { name: 'objects with commas behind them', text: '{"a":1},\n{"a":2},\n', expected: 'stream' },
    { name: 'a text sequence', text: '\x1e{"a":1}\n\x1e{"a":2}\n', expected: 'stream' },
    { name: 'a compact array', text: '[{"a":1},{"a":2}]', expected: 'array' },
    { name: 'an array with an element a line', text: '[\n{"a":1},\n{"a":2}\n]', expected: 'array' },
    { name: 'a pretty-printed array', text: pretty([{ a: 1 }, { a: 2 }]), expected: 'array' },
    { name: 'a pretty-printed dump', text: pretty(dump), expected: 'object' },
    {
      name: 'a dump whose first member is no array',
      text: pretty({ format: { a: [1] }, ...dump }),
      expected: 'object',
    },
    { name: 'CSV', text: 'a,b\n1,2\n', expected: undefined },
    { name: 'nothing', text: '', expected: undefined },
  ])('$name', ({ text, expected }) => {
    expect(shape(text)).toBe(expected);
  });

  it('tells a dump by its beginning', () => {
    expect(shape(pretty(dump).slice(0, 80), false)).toBe('object');
  });

  it('tells an array or a stream whose first line does not end in the sample', () => {
    expect(shape(`[${'{"a":1},'.repeat(1000)}`, false)).toBe('array');
    expect(shape('{"a":1}'.repeat(1000), false)).toBe('stream');
  });

  it('gives a reason without control characters of the input', () => {
    const sample = makeSample('x', Buffer.from('{"a\\u001b[31m":[{"b":\n1}]}'), true);
    expect(jsonShape(sample)?.reason).toBe('one JSON object around arrays, the first is "a?[31m"');
  });
});

describe('csvDelimiter', () => {
  const found = (text: string): unknown => {
    const dialect = csvDelimiter(makeSample('x', Buffer.from(text), true));
    return dialect === null ? null : [dialect.delimiter, dialect.header, dialect.agreement];
  };
  it.each([
    { name: 'commas', text: 'ts,type\n1,join\n', expected: [',', ['ts', 'type'], 1] },
    {
      name: 'semicolons with decimal commas',
      text: 'ts;v\n1,5;2,5\n1,6;2\n',
      expected: [';', ['ts', 'v'], 1],
    },
    { name: 'tabs', text: 'ts\ttype, or kind\n1\ta, b, c\n', expected: ['\t', ['ts', 'type, or kind'], 1] },
    { name: 'bars', text: 'a|b|c\n1|2|3\n', expected: ['|', ['a', 'b', 'c'], 1] },
    { name: 'quotes and line ends in them', text: 'a,"b\n;c"\n1,2\n', expected: [',', ['a', 'b\n;c'], 1] },
    { name: 'a ragged row', text: 'a,b\n1,2\n3\n4,5\n', expected: [',', ['a', 'b'], 0.75] },
    { name: 'a first line that names it', text: 'sep=;\na,b;c\n1,2;3\n', expected: [';', ['a,b', 'c'], 1] },
    { name: 'a header only', text: 'a,b', expected: [',', ['a', 'b'], 1] },
    { name: 'one column', text: 'a\n1\n', expected: null },
    { name: 'prose', text: 'a, b\nno\nnot\nnever, ever, ever\n', expected: null },
    { name: 'nothing', text: '', expected: null },
  ])('$name', ({ text, expected }) => {
    expect(found(text)).toEqual(expected);
  });
});
