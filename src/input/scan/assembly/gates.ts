import { GATE_BYTES, GATE_COLUMNS_SHIFT, GATE_OPEN, GATE_PLACES, GATES } from '../layout.ts';
import { context } from './memory.ts';

// What rows of a kind need may depend on what came before on their stream and first text (a track on media time or on
// arrival times). That is the program's to decide: the first row of such a pair is left, and the program then says
// what the others need. A pair that it says nothing about stays left.

function placeOf(stream: u32, text: u32): usize {
  const gates = <usize>load<u32>(context, GATES);
  let at = (stream * 0x9e3779b1) ^ (text * 0x85ebca6b);
  at ^= at >> 15;
  while (true) {
    at += 1;
    const place = gates + <usize>(at & (GATE_PLACES - 1)) * GATE_BYTES;
    if (load<u32>(place, 8) == 0) return place;
    if (load<u32>(place) == stream && load<u32>(place, 4) == text) return place;
  }
}

/** Says what rows of a pair need: flags, and number columns that hold the time in µs. Full: nothing is remembered. */
export function openGate(stream: u32, text: u32, needs: u32): void {
  const counter = <usize>load<u32>(context, GATES) + GATE_PLACES * GATE_BYTES;
  const count = load<u32>(counter);
  const place = placeOf(stream, text);
  if (load<u32>(place, 8) != 0 || count >= <u32>(GATE_PLACES >> 1)) return;
  store<u32>(place, stream);
  store<u32>(place, text, 4);
  store<u32>(place, needs | GATE_OPEN, 8);
  store<u32>(counter, count + 1);
}

/** Does to a row what its pair needs. Returns its flags; -1 when nothing is known of the pair. */
export function closeGate(stream: u32, text: u32, numbers: usize, timeUs: f64): i32 {
  const needs = load<u32>(placeOf(stream, text), 8);
  if (needs == 0) return -1;
  for (let columns = (needs & ~GATE_OPEN) >> GATE_COLUMNS_SHIFT; columns != 0; columns &= columns - 1) {
    store<f64>(numbers + (<usize>ctz(columns) << 3), timeUs);
  }
  return i32(needs & 0xff);
}
