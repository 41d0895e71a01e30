/**
 * Text of the input made harmless for a terminal, and reversible: control characters become `\x1B`, characters
 * that are invisible or turn the reading direction `\u{202E}`, and so do lone surrogates. A backslash is
 * doubled where it could be read as the start of one of these, so two texts that differ never print alike.
 *
 * @param unicode - false: everything outside ASCII is escaped too
 */
export function printable(text: string, unicode: boolean): string {
  // Nearly all text is plain ASCII without a backslash.
  if (/^[ -[\]-~]*$/.test(text)) return text;
  const characters = [...text];
  const shown = characters.map((character) => shownCharacter(character, unicode));
  return shown
    .map((character, i) => {
      if (characters[i] !== '\\') return character;
      const next = characters[i + 1] ?? '';
      const ambiguous = next === '\\' || next === 'x' || next === 'u' || shown[i + 1] !== characters[i + 1];
      return ambiguous && next !== '' ? '\\\\' : '\\';
    })
    .join('');
}

function shownCharacter(character: string, unicode: boolean): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return character;
  if (code < 0xa0) return `\\x${hex(code).padStart(2, '0')}`;
  return !unicode || isDeceptive(code, character) ? `\\u{${hex(code)}}` : character;
}

/** Invisible, of no width, turning the reading direction, breaking the line, or no character at all. */
function isDeceptive(code: number, character: string): boolean {
  // Cf: format controls (bidirectional marks, zero-width joiners, soft hyphen, byte order mark, tags);
  // Zl, Zp, Zs: line separators and spaces that look like U+0020; Cs, Cn, Co: surrogates, unassigned, private.
  if (/[\p{Cf}\p{Z}\p{Cs}\p{Cn}\p{Co}]/u.test(character)) return true;
  // Letters and marks that print nothing: grapheme joiner, Hangul fillers, Khmer inherent vowels, variation selectors.
  return (
    code === 0x34f ||
    code === 0x115f ||
    code === 0x1160 ||
    code === 0x17b4 ||
    code === 0x17b5 ||
    (code >= 0x180b && code <= 0x180f) ||
    code === 0x3164 ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xffa0 ||
    (code >= 0xe0100 && code <= 0xe01ef)
  );
}

function hex(code: number): string {
  return code.toString(16).toUpperCase();
}
