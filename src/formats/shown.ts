/** Longest piece of input text that a message repeats, in UTF-16 units. */
const SHOWN_LENGTH = 40;

/**
 * Text of the input made harmless for a message: at most 40 characters, and every character that could move
 * a cursor, turn the reading direction or stay invisible is written as `\xNN` or `\u{NNNN}`.
 */
export function shownText(text: string): string {
  const cut = text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH - 1)}…` : text;
  let shown = '';
  // By code point: a lone surrogate comes out alone and is caught by the range below.
  for (const character of cut) {
    const code = character.codePointAt(0) as number;
    if (!isUnprintable(code)) shown += character;
    else if (code < 0x100) shown += `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
    else shown += `\\u{${code.toString(16).toUpperCase()}}`;
  }
  return shown;
}

/** What a message says was found: strings in quotes, numbers and booleans as they are, the rest by its kind. */
export function shownValue(value: unknown): string {
  if (value === undefined || value === '') return 'nothing';
  if (typeof value === 'string') return `"${shownText(value)}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : 'an object';
}

/** Control characters (C0, DEL, C1), zero-width and bidirectional marks, line separators, lone surrogates. */
function isUnprintable(code: number): boolean {
  if (code < 0x20) return true;
  if (code < 0x7f) return false;
  return (
    code <= 0xa0 ||
    code === 0xad ||
    code === 0x61c ||
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff ||
    (code >= 0xfff0 && code <= 0xffff && code !== 0xfffd) ||
    code >= 0xe0000
  );
}
