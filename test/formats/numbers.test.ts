import { describe, expect, it } from 'vitest';
import {
  applyRule,
  BITRATE_BPS,
  COUNT,
  DURATION_MS,
  DURATION_US,
  MEDIA_TIME_MS,
  MEDIA_TIME_US,
  type NumberRule,
  numberFault,
  parseNumber,
  STATUS,
} from '../../src/formats/numbers.ts';

/** Texts that spell a number by RFC 8259 section 6, and the number. */
const SPELLED: readonly (readonly [string, number])[] = [
  ['0', 0],
  ['-0', 0],
  ['5', 5],
  ['-5', -5],
  ['10', 10],
  ['200', 200],
  ['0.5', 0.5],
  ['-0.5', -0.5],
  ['5.0', 5],
  ['5.000', 5],
  ['12.25', 12.25],
  ['1e3', 1000],
  ['1E3', 1000],
  ['1e+3', 1000],
  ['15e-1', 1.5],
  ['0e0', 0],
  ['0.0', 0],
  ['9007199254740991', 9_007_199_254_740_991],
  ['1.5e2', 150],
];

/** Texts that look like numbers to somebody, and spell none here. */
const NOT_SPELLED = [
  ...['', ' ', ' 5', '5 ', '\t5', '5\n', '+5', '++5', '--5', '-', '+', '.', '.5', '5.', '-.5', '5.e1', 'e5'],
  ...[
    '5e',
    '5e+',
    '5e5.5',
    '00',
    '05',
    '-05',
    '007',
    '0x10',
    '0X10',
    '0b1',
    '0o7',
    '1_000',
    '1,000',
    '1.000,5',
  ],
  ...['1 000', '½', '٥', '５', 'true', 'null', 'undefined', '-', 'N/A', 'NA', '5ms', '5%', '$5', '5n', '1/2'],
  ...[
    '[5]',
    '"5"',
    '5;',
    '0-',
    '1-1',
    '1..2',
    '1.2.3',
    '\u00005',
    '5\u0000',
    '\uFEFF5',
    '\u00A05',
    '−5',
    'five',
  ],
];

const NOT_FINITE = ['NaN', 'nan', 'Infinity', '-Infinity', '+Infinity', 'inf', '-inf', '1e400', '-1e999'];

const RULES: readonly (readonly [string, NumberRule])[] = [
  ['count', COUNT],
  ['duration in ms', DURATION_MS],
  ['duration in µs', DURATION_US],
  ['media time in µs', MEDIA_TIME_US],
  ['media time in ms', MEDIA_TIME_MS],
  ['bitrate', BITRATE_BPS],
  ['status', STATUS],
];

describe('the number grammar', () => {
  it('has a table worth the name', () => {
    expect(SPELLED.length + NOT_SPELLED.length + NOT_FINITE.length).toBeGreaterThanOrEqual(60);
  });

  it.each(SPELLED)('reads %j as %d', (text, number) => {
    expect(parseNumber(text)).toBe(Object.is(number, 0) ? Number(text) : number);
  });

  it.each(NOT_SPELLED.map((text) => [text]))('reads %j as no number', (text) => {
    expect(parseNumber(text)).toBeNaN();
  });

  it.each(NOT_FINITE.map((text) => [text]))('knows that %j is not finite', (text) => {
    expect(parseNumber(text)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe.each(RULES)('a %s', (_, rule) => {
  it.each(NOT_SPELLED.map((text) => [text]))('is never made of %j', (text) => {
    expect(applyRule(text, rule)).toBeNaN();
    expect(numberFault(text, rule)).toBe('field-type');
  });

  it.each([...NOT_FINITE, Number.POSITIVE_INFINITY].map((value) => [value]))('is not %j', (value) => {
    expect(applyRule(value, rule)).toBeNaN();
    expect(numberFault(value, rule)).toBe('number-nonfinite');
  });

  it.each([[true], [false], [null], [{}], [[]], [[5]]])('is not %j', (value) => {
    expect(applyRule(value, rule)).toBeNaN();
    expect(numberFault(value, rule)).toBe('field-type');
  });

  it('is the same from text and from a number', () => {
    for (const [text] of SPELLED) expect(applyRule(text, rule)).toEqual(applyRule(Number(text), rule));
  });

  it('is never -0', () => {
    expect(Object.is(applyRule(-0, rule), 0)).toBe(true);
    expect(Object.is(applyRule('-0', rule), 0)).toBe(true);
  });
});

describe('bounds and rounding', () => {
  it.each([
    { name: 'a whole count', rule: COUNT, value: 1500, stored: 1500 },
    { name: 'a whole count written as float', rule: COUNT, value: '1500.0', stored: 1500 },
    { name: 'the largest count', rule: COUNT, value: '9007199254740991', stored: 9_007_199_254_740_991 },
    { name: 'ms rounded down', rule: DURATION_MS, value: 12.4, stored: 12 },
    { name: 'ms rounded up', rule: DURATION_MS, value: '12.5', stored: 13 },
    { name: 'ms as µs', rule: MEDIA_TIME_US, value: 33.3333333, stored: 33_333 },
    { name: 'negative media time', rule: MEDIA_TIME_US, value: -40.0005, stored: -40_000 },
    { name: 'a status', rule: STATUS, value: '404', stored: 404 },
    { name: 'bit/s rounded', rule: BITRATE_BPS, value: 2_999_999.5, stored: 3_000_000 },
  ])('stores $name', ({ rule, value, stored }) => {
    expect(applyRule(value, rule)).toBe(stored);
  });

  it.each([
    { name: 'a negative count', rule: COUNT, value: -1, reason: 'field-type' },
    { name: 'half a packet', rule: COUNT, value: 0.5, reason: 'field-type' },
    { name: 'a negative duration', rule: DURATION_MS, value: -0.1, reason: 'field-type' },
    { name: 'a negative bitrate', rule: BITRATE_BPS, value: '-1', reason: 'field-type' },
    { name: 'a status of four digits', rule: STATUS, value: 1000, reason: 'field-type' },
    // 2^53 + 1 has no double: it would be read as 2^53.
    { name: 'an amount above 2^53', rule: COUNT, value: '9007199254740993', reason: 'number-unsafe' },
    { name: 'a float amount above 2^53', rule: COUNT, value: 1e300, reason: 'number-unsafe' },
    { name: 'a media time whose µs pass 2^53', rule: MEDIA_TIME_US, value: 1e13, reason: 'number-unsafe' },
  ])('rejects $name', ({ rule, value, reason }) => {
    expect(applyRule(value, rule)).toBeNaN();
    expect(numberFault(value, rule)).toBe(reason);
  });
});
