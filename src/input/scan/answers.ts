import type { ScanWords } from '../../model/scan-plan.ts';
import { SPACE_CODES, SPACE_NAMES, SPACE_TYPES, SPACE_WORDS, UNKNOWN } from './layout.ts';

/** Bytes before the word in a composed key: a number, the length of the word. */
const COMPOSED_HEAD = 12;

/**
 * Answers what the scanner asks about a word (or a composed key): bytes `[at, at + length)`, valid UTF-8 where they are
 * text.
 */
export function answer(words: ScanWords, space: number, bytes: Buffer, at: number, length: number): number {
  const text = (from: number, to: number) => bytes.toString('utf8', at + from, at + to);
  switch (space) {
    case SPACE_NAMES:
      return words.nameCode(text(0, length));
    case SPACE_TYPES: {
      const code = words.typeCode(text(0, length));
      // Kind 0 is "not known yet", so the first rule has number 1.
      return code < 0 ? UNKNOWN : code + 1;
    }
    case SPACE_CODES: {
      const word = COMPOSED_HEAD + bytes.readUInt32LE(at + 8);
      return words.besideCode(text(COMPOSED_HEAD, word), text(word, length), bytes.readDoubleLE(at));
    }
    default:
      return words.wordCode(space - SPACE_WORDS, text(0, length));
  }
}
