import { describe, expect, it } from 'vitest';
import { balance, spread, wrap } from '../../../src/renderers/table/lines.ts';

const plain = (text: string) => ({ text, paint: (shown: string) => shown });

describe('wrap', () => {
  it.each([
    { name: 'at words', text: 'one two three', width: 7, lines: ['one two', 'three'] },
    { name: 'nothing', text: '', width: 7, lines: [] },
    { name: 'a word too long is cut', text: 'a abcdefghij b', width: 5, lines: ['a', 'abcd…', 'b'] },
    {
      name: 'a number stays with its unit',
      text: 'it took 11.8 % here',
      width: 12,
      lines: ['it took', '11.8 % here'],
    },
    { name: 'and a duration whole', text: 'in 2 h 16 min.', width: 12, lines: ['in', '2 h 16 min.'] },
  ])('$name', ({ text, width, lines }) => {
    expect(wrap(text, width, '…')).toEqual(lines);
  });
});

it('balances lines: as many as needed, about equally long', () => {
  const sentence =
    'Stalls hit 18,940 viewers from 20:41 to 20:49, 11.8 % of watch time against 1.1 % before.';
  expect(balance(sentence, 80, '…')).toEqual([
    'Stalls hit 18,940 viewers from 20:41 to 20:49,',
    '11.8 % of watch time against 1.1 % before.',
  ]);
  expect(balance('short', 80, '…')).toEqual(['short']);
});

describe('spread', () => {
  it('puts two texts at the ends of a line', () => {
    expect(spread([plain('left')], [plain('right')], 20, '…')).toEqual(['left           right']);
  });

  it('below each other when they do not fit', () => {
    expect(spread([plain('a left one')], [plain('a right one')], 20, '…')).toEqual([
      'a left one',
      'a right one',
    ]);
  });

  it('wraps a sentence and cuts a title', () => {
    expect(spread([plain('one two')], [], 5, '…')).toEqual(['one', 'two']);
    expect(spread([plain('one'), plain(' two')], [], 5, '…')).toEqual(['one …']);
  });
});
