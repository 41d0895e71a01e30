import {
  LONGEST_WORD,
  RECORD_ID,
  TABLE_ANSWER_COUNT,
  TABLE_ANSWERS,
  TABLE_BYTES,
  TABLE_COUNT,
  WORDS,
} from '../layout.ts';
import { findText, hashOf, recordOf } from './id-table.ts';
import { context, firstBytes } from './memory.ts';
import { holdsShort, LONGEST_SHORT, placeOfShort, rememberShort, valueOfShort } from './shorts.ts';

// Words whose meaning the scanner does not know: it asks the program once, remembers the answer, and asks again only
// for those that come when it remembers as many as it may. So meaning stands in one place, and memory is bounded.

@external('program', 'ask')
declare function ask(space: i32, text: usize, length: u32): i32;

/** What the program says a word means in a space. */
// @ts-ignore: decorator
@inline
export function meaningOf(space: i32, text: usize, length: u32): i32 {
  if (length > LONGEST_SHORT) return lookUpWord(space, text, length);
  const bytes = firstBytes(text, length);
  const place = placeOfShort(bytes, length, u32(space) + 1);
  return holdsShort(place, bytes, length, u32(space) + 1)
    ? i32(valueOfShort(place))
    : lookUpShort(space, text, length, place);
}

function lookUpShort(space: i32, text: usize, length: u32, place: usize): i32 {
  const meaning = lookUpWord(space, text, length);
  rememberShort(place, firstBytes(text, length), length, u32(space) + 1, u32(meaning));
  return meaning;
}

/** The same for a word, or a composed key, of any length. */
export function lookUpWord(space: i32, text: usize, length: u32): i32 {
  const table = <usize>load<u32>(context, WORDS) + <usize>space * TABLE_BYTES;
  if (length > <u32>LONGEST_WORD) return ask(space, text, length);
  const hash = hashOf(text, length);
  const known = findText(table, text, length, hash);
  const answers = <usize>load<u32>(table, TABLE_ANSWERS);
  if (known != 0) return load<i32>(answers + (<usize>load<u32>(known, RECORD_ID) << 2));
  const answer = ask(space, text, length);
  if (load<u32>(table, TABLE_COUNT) + 1 < load<u32>(table, TABLE_ANSWER_COUNT)) {
    const id = load<u32>(recordOf(table, text, length, hash), RECORD_ID);
    store<i32>(answers + (<usize>id << 2), answer);
  }
  return answer;
}
