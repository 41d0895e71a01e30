import { describe, expect, it } from 'vitest';
import { shownText, shownValue } from '../../src/formats/shown.ts';

describe('shownText', () => {
  it.each([
    ['plain', 'plain'],
    ['Grüße 日本 😀', 'Grüße 日本 😀'],
    ['\u001b[31m', '\\x1B[31m'],
    ['a\nb\rc\td\u0000', 'a\\x0Ab\\x0Dc\\x09d\\x00'],
    ['\u007f\u0085\u00a0', '\\x7F\\x85\\xA0'],
    ['\u202eabc\u2066', '\\u{202E}abc\\u{2066}'],
    ['\u200b\ufeff\u2028', '\\u{200B}\\u{FEFF}\\u{2028}'],
    ['\ud800', '\\u{D800}'],
    ['x'.repeat(40), 'x'.repeat(40)],
    ['x'.repeat(41), `${'x'.repeat(39)}…`],
  ])('shows %j', (text, shown) => {
    expect(shownText(text)).toBe(shown);
  });
});

describe('shownValue', () => {
  it.each([
    ['a', '"a"'],
    ['', 'nothing'],
    [undefined, 'nothing'],
    [null, 'null'],
    [1.5, '1.5'],
    [true, 'true'],
    [[1], 'an array'],
    [{ a: 1 }, 'an object'],
  ])('shows %j as %s', (value, shown) => {
    expect(shownValue(value)).toBe(shown);
  });
});
