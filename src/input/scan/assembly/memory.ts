import { BYTE_MASKS, FAULT_MEMORY, TOP } from '../layout.ts';

/** Ends the scan with an error of the program. Never returns. */
@external('program', 'fail')
declare function fail(fault: i32): void;

/** The region of the input that is scanned now. An instance serves one call at a time; threads have their own. */
export let context: usize = 0;

export function useContext(at: usize): void {
  context = at;
}

/** All that 32-bit addresses reach. */
const MEMORY_BYTES: u64 = 1 << 32;

/** Takes bytes for ever, on a 64-byte line, all zero. Ends the scan when there is no more memory. */
export function allocate(bytes: u32): usize {
  let from: u32 = 0;
  let end: u64 = 0;
  do {
    from = atomic.load<u32>(TOP);
    end = u64(from) + ((u64(bytes) + 63) & ~63);
    // A little more, because texts are loaded 16 bytes at a time. What does not fit may not be taken either: the next
    // first byte would begin at 0 again, in memory of others.
    if (end + 64 > MEMORY_BYTES) outOfMemory();
  } while (atomic.cmpxchg<u32>(TOP, from, u32(end)) != from);
  const pages = i32((end + 64 + 65535) >> 16);
  while (memory.size() < pages) {
    // Another thread may grow it at the same time.
    const have = memory.size();
    if (have < pages && memory.grow(pages - have) < 0 && memory.size() < pages) outOfMemory();
  }
  return from;
}

/** Never returns. */
export function outOfMemory(): void {
  if (held != 0) unlock(held);
  fail(FAULT_MEMORY);
}

/** The lock that this thread holds; 0: none. */
let held: usize = 0;
/** How often a taken lock is tried again at once, and ns of sleep after that. */
const TRIES = 100;
const SLEEP_NS: i64 = 50_000;

/** Waits until nobody holds a lock, and takes it. One at a time. */
export function lock(at: usize): void {
  for (let tries = 0; atomic.cmpxchg<u32>(at, 0, 1) != 0; tries++) {
    // What is done under a lock is short, but for a table that grows.
    if (tries >= TRIES) atomic.wait<i32>(at, 1, SLEEP_NS);
  }
  held = at;
}

export function unlock(at: usize): void {
  held = 0;
  atomic.store<u32>(at, 0);
}

/** Makes memory that was used before as new. */
export function clear(at: usize, bytes: u32): void {
  memory.fill(at, 0, bytes);
}

/** Sixteen bytes of which the first `length` (at most 16) are kept and the others are zero. */
// @ts-ignore: decorator
@inline
export function firstBytes(at: usize, length: u32): v128 {
  return v128.and(v128.load(at), v128.load(<usize>BYTE_MASKS + 16 - length));
}

/** Copies bytes, up to 15 more than asked for. The built-in copy is a call that costs more than a short text. */
// @ts-ignore: decorator
@inline
export function copyBytes(to: usize, from: usize, length: u32): void {
  for (let at: u32 = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

/** Whether two texts of one length are the same. */
// @ts-ignore: decorator
@inline
export function sameBytes(a: usize, b: usize, length: u32): bool {
  let left = length;
  while (left > 16) {
    if (v128.any_true(v128.xor(v128.load(a), v128.load(b)))) return false;
    a += 16;
    b += 16;
    left -= 16;
  }
  return !v128.any_true(v128.and(v128.xor(v128.load(a), v128.load(b)), v128.load(<usize>BYTE_MASKS + 16 - left)));
}
