import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/model/printable.ts';

describe('printable', () => {
  it.each([
    { name: 'plain text', text: 'viewer-1 (tv)', shown: 'viewer-1 (tv)' },
    { name: 'letters of any script', text: 'Zürich 東京', shown: 'Zürich 東京' },
    { name: 'escape', text: '\u001b[31mred', shown: '\\x1B[31mred' },
    { name: 'tab, line feed, carriage return', text: 'a\tb\nc\rd', shown: 'a\\x09b\\x0Ac\\x0Dd' },
    { name: 'delete and C1', text: '\u007f\u009b', shown: '\\x7F\\x9B' },
    { name: 'bidirectional override', text: 'a\u202eb', shown: 'a\\u{202E}b' },
    { name: 'zero width', text: 'a\u200bb\u200d\ufeff', shown: 'a\\u{200B}b\\u{200D}\\u{FEFF}' },
    { name: 'line separator', text: '\u2028', shown: '\\u{2028}' },
    { name: 'a space that is none', text: 'a\u00a0b', shown: 'a\\u{A0}b' },
    { name: 'lone surrogate', text: '\ud800x', shown: '\\u{D800}x' },
    { name: 'tag characters', text: '\u{e0041}', shown: '\\u{E0041}' },
    { name: 'variation selector', text: '❤\ufe0f', shown: '❤\\u{FE0F}' },
    { name: 'a backslash that says nothing', text: 'C:\\logs\\', shown: 'C:\\logs\\' },
    { name: 'text that looks like ours', text: '\\x1B \\u{202E}', shown: '\\\\x1B \\\\u{202E}' },
    { name: 'a backslash before an escape', text: '\\\u001b', shown: '\\\\\\x1B' },
  ])('$name', ({ text, shown }) => {
    expect(printable(text, true)).toBe(shown);
  });

  it('without Unicode nothing beyond ASCII is left', () => {
    expect(printable('Zürich', false)).toBe('Z\\u{FC}rich');
  });

  const HOSTILE = fc.string({
    unit: fc.constantFrom(
      '\\',
      'x',
      'u',
      '{',
      '1',
      'B',
      '}',
      '\u001b',
      '\u202e',
      '\ud800',
      'é',
      '😀',
      '\u0301',
    ),
  });

  it('two texts that differ never print alike', () => {
    fc.assert(
      fc.property(HOSTILE, HOSTILE, fc.boolean(), (a, b, unicode) => {
        expect(printable(a, unicode) === printable(b, unicode)).toBe(a === b);
      }),
      { numRuns: 1000 },
    );
  });

  const ANY_CHARACTER = fc.integer({ min: 0, max: 0x10_ff_ff }).map((code) => String.fromCodePoint(code));

  it('holds no control character, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: ANY_CHARACTER }), (text) => {
        expect(printable(text, true)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(printable(text, false)).toMatch(/^[ -~]*$/);
      }),
    );
  });
});
