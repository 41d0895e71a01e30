import {
  DIRECTORY_PAGES,
  HASH_FIRST,
  HASH_SECOND,
  HASH_SEED,
  PAGE_BITS,
  RECORD_ID,
  RECORD_LENGTH,
  RECORD_TEXT,
  SLACK,
  TABLE_CHUNK,
  TABLE_COUNT,
  TABLE_CURSOR,
  TABLE_DIRECTORY,
  TABLE_END,
  TABLE_LIMIT,
  TABLE_LOCK,
  TABLE_SLOTS,
  THREADED,
} from '../layout.ts';
import { allocate, copyBytes, firstBytes, lock, outOfMemory, sameBytes, unlock } from './memory.ts';

// Texts as small integers: an open-addressing table of u64 places (u32 record address, u32 tag) over records in an
// arena. The place of a text comes from its tag too, so that a bigger table is filled without reading the texts.
//
// Threads share the table of ids. They look up without a lock: a place is written as one, after its record, and where
// the places are is told as one with their number. Whoever misses takes the lock and looks again before it adds.

const FIRST_PLACES: u32 = 256;
/** With more, ids (three for four places) would not fit on the pages of a directory, nor the places in memory. */
const MOST_PLACES: u32 = 1 << 27;
const FIRST_CHUNK: u32 = 4096;
const LARGEST_CHUNK: u32 = 1 << 20;

/**
 * Hash of a text. Multipliers and seed are secret, and a difference is rotated before it is multiplied: without that,
 * two texts that differ in the highest bit of a word would collide under every seed.
 */
export function hashOf(text: usize, length: u32): u64 {
  const first = load<u64>(HASH_FIRST);
  const second = load<u64>(HASH_SECOND);
  let hash = load<u64>(HASH_SEED) + u64(length) * first;
  let at = text;
  let left = length;
  while (left > 16) {
    hash = rotl<u64>(hash ^ load<u64>(at), 29) * first;
    hash = rotl<u64>(hash ^ load<u64>(at, 8), 32) * second;
    at += 16;
    left -= 16;
  }
  const rest = firstBytes(at, left);
  hash = rotl<u64>(hash ^ i64x2.extract_lane(rest, 0), 29) * first;
  hash = rotl<u64>(hash ^ i64x2.extract_lane(rest, 1), 32) * second;
  hash = (hash ^ (hash >> 32)) * first;
  return hash ^ (hash >> 29);
}

/** Prepares an empty table. `byId`: texts are asked for by id. */
export function initTable(table: usize, byId: bool): void {
  setPlaces(table, allocate(FIRST_PLACES << 3), FIRST_PLACES - 1);
  store<u32>(table, (FIRST_PLACES * 3) >> 2, TABLE_LIMIT);
  store<u32>(table, FIRST_CHUNK, TABLE_CHUNK);
  if (byId) store<u32>(table, u32(allocate(DIRECTORY_PAGES << 2)), TABLE_DIRECTORY);
}

function setPlaces(table: usize, slots: usize, mask: u32): void {
  atomic.store<u64>(table, u64(slots) | (u64(mask) << 32), TABLE_SLOTS);
}

/** Address of the record of a text; 0 when the table does not hold it. */
export function findText(table: usize, text: usize, length: u32, hash: u64): usize {
  const places = atomic.load<u64>(table, TABLE_SLOTS);
  const slots = <usize>u32(places);
  const mask = u32(places >> 32);
  const tag = u32(hash >> 32);
  let place = (tag - 1) & mask;
  while (true) {
    place = (place + 1) & mask;
    const slot = atomic.load<u64>(slots + (<usize>place << 3));
    const record = <usize>u32(slot);
    if (record == 0) return 0;
    if (u32(slot >> 32) != tag) continue;
    if (load<u32>(record, RECORD_LENGTH) != length) continue;
    if (sameBytes(record + RECORD_TEXT, text, length)) return record;
  }
}

/** Address of the record of a text, a new one with the next id when the table does not hold it. */
export function recordOf(table: usize, text: usize, length: u32, hash: u64): usize {
  const known = findText(table, text, length, hash);
  return known != 0 ? known : addText(table, text, length, hash);
}

function addText(table: usize, text: usize, length: u32, hash: u64): usize {
  lock(table + TABLE_LOCK);
  const known = findText(table, text, length, hash);
  const record = known != 0 ? known : newRecord(table, text, length, hash);
  unlock(table + TABLE_LOCK);
  return record;
}

/** Address of the record with this id; 0 when there is none. */
export function recordById(table: usize, id: u32): usize {
  if (id == 0 || id > load<u32>(table, TABLE_COUNT)) return 0;
  const page = load<u32>(<usize>load<u32>(table, TABLE_DIRECTORY) + ((<usize>id >> PAGE_BITS) << 2));
  return load<u32>(<usize>page + ((<usize>id & ((1 << PAGE_BITS) - 1)) << 2));
}

function newRecord(table: usize, text: usize, length: u32, hash: u64): usize {
  const id = load<u32>(table, TABLE_COUNT) + 1;
  if (id > load<u32>(table, TABLE_LIMIT)) grow(table);
  store<u32>(table, id, TABLE_COUNT);
  const record = room(table, (length + RECORD_TEXT + 3) & ~3);
  store<u32>(record, id, RECORD_ID);
  store<u32>(record, length, RECORD_LENGTH);
  // Up to 15 bytes more than there are: the arena has them to spare, and the next record is written later.
  copyBytes(record + RECORD_TEXT, text, length);
  const directory = <usize>load<u32>(table, TABLE_DIRECTORY);
  if (directory != 0) {
    const entry = directory + ((<usize>id >> PAGE_BITS) << 2);
    if (load<u32>(entry) == 0) store<u32>(entry, u32(allocate(4 << PAGE_BITS)));
    store<u32>(<usize>load<u32>(entry) + ((<usize>id & ((1 << PAGE_BITS) - 1)) << 2), u32(record));
  }
  const places = load<u64>(table, TABLE_SLOTS);
  place(<usize>u32(places), u32(places >> 32), u32(record), u32(hash >> 32));
  return record;
}

function place(slots: usize, mask: u32, record: u32, tag: u32): void {
  let at = tag & mask;
  while (load<u32>(slots + (<usize>at << 3)) != 0) at = (at + 1) & mask;
  atomic.store<u64>(slots + (<usize>at << 3), u64(record) | (u64(tag) << 32));
}

/** Room in the arena. Chunks double, so that a table of ten words costs little and one of millions few chunks. */
function room(table: usize, bytes: u32): usize {
  let from = load<u32>(table, TABLE_CURSOR);
  // Not as a sum: near the end of memory it would begin at 0 again.
  if (bytes + SLACK > load<u32>(table, TABLE_END) - from) {
    const chunk = load<u32>(table, TABLE_CHUNK);
    const size = max(chunk, bytes + SLACK);
    from = u32(allocate(size));
    store<u32>(table, from + size, TABLE_END);
    store<u32>(table, min(chunk << 1, LARGEST_CHUNK), TABLE_CHUNK);
  }
  store<u32>(table, from + bytes, TABLE_CURSOR);
  return from;
}

function grow(table: usize): void {
  const old = load<u64>(table, TABLE_SLOTS);
  const before = <usize>u32(old);
  const places = u32(old >> 32) + 1;
  if (places >= MOST_PLACES) outOfMemory();
  const mask = places * 2 - 1;
  const slots = allocate(places << 4);
  for (let at: u32 = 0; at < places; at++) {
    const slot = load<u64>(before + (<usize>at << 3));
    if (u32(slot) != 0) place(slots, mask, u32(slot), u32(slot >> 32));
  }
  setPlaces(table, slots, mask);
  store<u32>(table, (places * 2 * 3) >> 2, TABLE_LIMIT);
  // What held the places holds texts from now on, when it is worth it and nobody can still look there.
  if (places >= 1024 && load<u32>(THREADED) == 0) {
    store<u32>(table, u32(before), TABLE_CURSOR);
    store<u32>(table, u32(before) + (places << 3), TABLE_END);
  }
}
