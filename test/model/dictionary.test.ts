import { describe, expect, it } from 'vitest';
import { Dictionary } from '../../src/model/dictionary.ts';

describe('Dictionary', () => {
  it('gives a text one id, whether it is a piece of a longer one or not', () => {
    const dictionary = new Dictionary();
    const block = 'viewer-0000000001,viewer-0000000002';
    expect(dictionary.id(block.slice(0, 17))).toBe(1);
    expect(dictionary.idOfWhole(block.slice(18))).toBe(2);
    expect(dictionary.idOfWhole('viewer-0000000001')).toBe(1);
    expect(dictionary.id('viewer-0000000002')).toBe(2);
    expect([dictionary.text(1), dictionary.text(2)]).toEqual(['viewer-0000000001', 'viewer-0000000002']);
    expect(dictionary.size).toBe(2);
  });

  it('keeps every UTF-16 unit of a text, also half of a pair', () => {
    const dictionary = new Dictionary();
    const text = 'a piece with \ud83d and \0';
    expect(dictionary.text(dictionary.id(text))).toBe(text);
  });

  it('takes the empty text as absent, and an id that was never given as the empty text', () => {
    const dictionary = new Dictionary();
    expect([dictionary.id(''), dictionary.idOfWhole(''), dictionary.size]).toEqual([0, 0, 0]);
    expect(dictionary.text(1)).toBe('');
  });
});
