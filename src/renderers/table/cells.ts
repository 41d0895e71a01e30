/** Colour and weight sequences: the only control sequences that ever stand in our text. */
const SGR = '\u001b\\[[0-9;]*m';
const EVERY_SGR = new RegExp(SGR, 'g');
/** Splits at colour sequences and keeps them as parts. */
const AROUND_SGR = new RegExp(`(${SGR})`);

/** East Asian wide and fullwidth characters (UAX 11), as ranges; wide emoji are asked of the runtime. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

/** Cells of a terminal that a text takes: wide characters 2, combining marks 0, colour sequences 0. */
export function cellsOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let cells = 0;
  for (const character of text.replace(EVERY_SGR, '')) cells += cellsOfCharacter(character);
  return cells;
}

/**
 * A text of at most `width` cells: as it is, or cut with `ellipsis` at the end. Colour sequences are kept, so
 * that what was switched on is switched off.
 */
export function cut(text: string, width: number, ellipsis: string): string {
  if (cellsOf(text) <= width) return text;
  const room = width - cellsOf(ellipsis);
  let kept = '';
  let cells = 0;
  let full = false;
  for (const part of text.split(AROUND_SGR)) {
    if (AROUND_SGR.test(part)) {
      kept += part;
      continue;
    }
    for (const character of part) {
      if (full) break;
      const size = cellsOfCharacter(character);
      full = cells + size > room;
      if (full) kept += room < 0 ? ellipsis.slice(0, Math.max(0, width)) : ellipsis;
      else {
        kept += character;
        cells += size;
      }
    }
  }
  return kept;
}

/** The text with spaces after it, to `width` cells; longer text stays as it is. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cellsOf(text)));
}

/** The text with spaces before it, to `width` cells; longer text stays as it is. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - cellsOf(text))) + text;
}

function cellsOfCharacter(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  // Vowels and final consonants of Hangul join the syllable before them.
  if (/[\p{Mn}\p{Me}]/u.test(character) || (code >= 0x1160 && code <= 0x11ff)) return 0;
  // Flags are pairs of regional indicators, each of one cell.
  if (code >= 0x1f1e6 && code <= 0x1f1ff) return 1;
  if (/\p{Emoji_Presentation}/u.test(character)) return 2;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}
