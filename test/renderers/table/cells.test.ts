import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, cut, padEnd, padStart } from '../../../src/renderers/table/cells.ts';

// Widths as a terminal shows them (UAX 11, wcwidth).
describe('cellsOf', () => {
  it.each([
    { name: 'ASCII', text: 'viewer', cells: 6 },
    { name: 'our own signs', text: '▁▇×·▲…–−', cells: 8 },
    { name: 'Chinese', text: '東京', cells: 4 },
    { name: 'Korean, whole and in parts', text: '한\u1112\u1161\u11ab', cells: 4 },
    { name: 'fullwidth letter', text: 'Ａ', cells: 2 },
    { name: 'halfwidth kana', text: 'ｱ', cells: 1 },
    { name: 'combining accent', text: 'e\u0301', cells: 1 },
    { name: 'Hindi with vowel signs', text: 'कु', cells: 1 },
    { name: 'emoji', text: '😀⌚', cells: 4 },
    { name: 'a flag of two indicators', text: '🇩🇪', cells: 2 },
    { name: 'beyond the first plane', text: '𠀀', cells: 2 },
    { name: 'colour', text: '\u001b[38;5;68m▇\u001b[39m', cells: 1 },
  ])('$name: $cells', ({ text, cells }) => {
    expect(cellsOf(text)).toBe(cells);
  });
});

describe('cut', () => {
  it.each([
    { name: 'fits', text: 'edge gru1', width: 9, shown: 'edge gru1' },
    { name: 'cut with a sign', text: 'edge gru1', width: 8, shown: 'edge gr…' },
    { name: 'a wide character that has half its room', text: '東京都', width: 4, shown: '東…' },
    { name: 'an accent stays with its letter', text: 'e\u0301e\u0301e\u0301', width: 2, shown: 'e\u0301…' },
    {
      name: 'colour is switched off again',
      text: '\u001b[1mabc\u001b[22m',
      width: 2,
      shown: '\u001b[1ma…\u001b[22m',
    },
    { name: 'no room', text: 'abc', width: 0, shown: '' },
  ])('$name', ({ text, width, shown }) => {
    expect(cut(text, width, '…')).toBe(shown);
  });

  it('is never wider than asked, in Unicode and in ASCII', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '東', 'e\u0301', '😀', '\u001b[2m', ' ') });
    fc.assert(
      fc.property(text, fc.nat(12), fc.constantFrom('…', '...'), (whole, width, ellipsis) => {
        const shown = cut(whole, width, ellipsis);
        expect(cellsOf(shown)).toBeLessThanOrEqual(width);
        if (cellsOf(whole) <= width) expect(shown).toBe(whole);
      }),
    );
  });
});

it('pads by cells', () => {
  expect(padEnd('東', 4)).toBe('東  ');
  expect(padStart('\u001b[1m7\u001b[22m', 3)).toBe('  \u001b[1m7\u001b[22m');
  expect(padStart('1234', 3)).toBe('1234');
});
