import { describe, expect, it } from 'vitest';
import type { InputRecord } from '../../src/model/record.ts';
import { bad, brief, collect } from './collect.ts';
import { readTgz } from './tgz.ts';

const ARCHIVE = new URL('../../fixtures/conformance/JSONTestSuite-test_parsing.tgz', import.meta.url);
const FILES = [...readTgz(ARCHIVE)]
  .map(([path, content]) => ({ name: path.slice(path.lastIndexOf('/') + 1), content }))
  .filter(({ name }) => /^[yni]_.*\.json$/.test(name))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

const FIRST = Buffer.from('{"first":1}\n');
const LAST = Buffer.from('\n{"last":1}\n');

/** Records that a file gives as a line between two good events, which must both come out. */
function between(content: Buffer, shape: 'lines' | 'stream' = 'lines'): readonly InputRecord[] {
  const { records } = collect({ kind: 'json', shape }, Buffer.concat([FIRST, content, LAST]));
  const [first] = records;
  const last = records.at(-1);
  expect(first?.kind === 'json' && first.value).toEqual({ first: 1 });
  if (shape === 'lines') expect(last?.kind === 'json' && last.value).toEqual({ last: 1 });
  return records.slice(1, -1);
}

const of = (letter: string): typeof FILES => FILES.filter(({ name }) => name.startsWith(`${letter}_`));

/** Blank as lines, so no records at all. */
const BLANK = ['n_single_space.json', 'n_structure_no_data.json'];

describe('JSONTestSuite, each file as a line between two good events', () => {
  it('is complete', () => {
    expect([of('y').length, of('n').length, of('i').length]).toEqual([95, 188, 35]);
  });

  it.each(of('n'))('refuses $name with line and column', ({ name, content }) => {
    const records = between(content);
    expect(records.length > 0).toBe(!BLANK.includes(name));
    for (const record of records) {
      expect(record.kind).toBe('bad');
      if (record.kind !== 'bad') continue;
      expect(record.line).toBeGreaterThanOrEqual(2);
      expect(record.column).toBeGreaterThanOrEqual(1);
      expect(record.column).toBeLessThanOrEqual(record.bytes + 1);
    }
  });

  it.each(of('y').filter(({ content }) => !content.subarray(0, -1).includes(10)))(
    'accepts $name',
    ({ content }) => {
      const records = between(content);
      expect(records).toHaveLength(1);
      const [record] = records;
      const value: unknown = JSON.parse(content.toString());
      if (content.toString().trimStart().startsWith('{'))
        expect(record).toMatchObject({ kind: 'json', value, line: 2 });
      else expect(record).toMatchObject({ kind: 'bad', reason: 'json-not-object', line: 2 });
    },
  );

  it.each(of('y'))('accepts $name as a value of a stream', ({ content }) => {
    const records = between(content, 'stream');
    expect(records).toHaveLength(1);
    for (const record of bad(records)) expect(record.reason).toBe('json-not-object');
  });

  it.each([...of('n'), ...of('i')])('survives $name in a stream and in containers', ({ content }) => {
    expect(between(content, 'stream').length).toBeGreaterThanOrEqual(0);
    for (const shape of ['array', 'object'] as const) {
      const opened = Buffer.from(shape === 'array' ? '[' : '{"a":[');
      const { records } = collect({ kind: 'json', shape }, Buffer.concat([opened, FIRST, content, LAST]));
      expect(records[0]).toMatchObject({ kind: 'json', value: { first: 1 } });
    }
  });

  it('keeps its verdicts on the files that are free', () => {
    const verdicts = of('i').map(
      ({ name, content }) => `${name.slice(2, -5)}: ${between(content).map(brief).join(', ')}`,
    );
    expect(verdicts).toEqual(FREE);
  });
});

/** `json-not-object` is accepted JSON. What is not UTF-8, holds a NUL or a byte order mark is refused. */
const FREE = [
  'number_double_huge_neg_exp: 2:1 json-not-object',
  'number_huge_exp: 2:1 json-not-object',
  'number_neg_int_huge_exp: 2:1 json-not-object',
  'number_pos_double_huge_exp: 2:1 json-not-object',
  'number_real_neg_overflow: 2:1 json-not-object',
  'number_real_pos_overflow: 2:1 json-not-object',
  'number_real_underflow: 2:1 json-not-object',
  'number_too_big_neg_int: 2:1 json-not-object',
  'number_too_big_pos_int: 2:1 json-not-object',
  'number_very_big_negative_int: 2:1 json-not-object',
  'object_key_lone_2nd_surrogate: 2 {"\\udfaa":0}',
  'string_1st_surrogate_but_2nd_missing: 2:1 json-not-object',
  'string_1st_valid_surrogate_2nd_invalid: 2:1 json-not-object',
  'string_UTF-16LE_with_BOM: 2:4 nul',
  'string_UTF-8_invalid_sequence: 2:8 utf8',
  'string_UTF8_surrogate_U+D800: 2:3 utf8',
  'string_incomplete_surrogate_and_escape_valid: 2:1 json-not-object',
  'string_incomplete_surrogate_pair: 2:1 json-not-object',
  'string_incomplete_surrogates_escape_valid: 2:1 json-not-object',
  'string_invalid_lonely_surrogate: 2:1 json-not-object',
  'string_invalid_surrogate: 2:1 json-not-object',
  'string_invalid_utf-8: 2:3 utf8',
  'string_inverted_surrogates_U+1D11E: 2:1 json-not-object',
  'string_iso_latin_1: 2:3 utf8',
  'string_lone_second_surrogate: 2:1 json-not-object',
  'string_lone_utf8_continuation_byte: 2:3 utf8',
  'string_not_in_unicode_range: 2:3 utf8',
  'string_overlong_sequence_2_bytes: 2:3 utf8',
  'string_overlong_sequence_6_bytes: 2:3 utf8',
  'string_overlong_sequence_6_bytes_null: 2:3 utf8',
  'string_truncated-utf-8: 2:3 utf8',
  'string_utf16BE_no_BOM: 2:1 nul',
  'string_utf16LE_no_BOM: 2:2 nul',
  'structure_500_nested_arrays: 2:65 json-depth',
  'structure_UTF-8_BOM_empty_object: 2:1 json-syntax',
];
