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

  it('asks for room before its table doubles, when that is much', () => {
    const dictionary = new Dictionary();
    const asked: (readonly [number, number])[] = [];
    dictionary.expectRoom = (bytes) => void asked.push([dictionary.size, bytes]);
    for (let text = 0; text < 300_000; text++) dictionary.idOfWhole(`text ${text}`);
    // 28 bytes for each entry of the larger table.
    expect(asked).toEqual([
      [65_536, 28 * 131_072],
      [131_072, 28 * 262_144],
      [262_144, 28 * 524_288],
    ]);
  });
});
