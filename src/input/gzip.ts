import { crc32, createInflateRaw } from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';
import type { DamageLog } from './damage.ts';
import { OUTPUT_BYTES, ZlibStep } from './zlib-step.ts';

const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const HEADER_CRC = 2;
const RESERVED = 0xe0;
const MAX_HEADER_TEXT = 1 << 16;

/**
 * A zlib error loses what the failing piece had already given, so pieces start small and grow with the member:
 * little is lost of a small file, and a big one is fast.
 */
const FIRST_PIECE = 512;
const LAST_PIECE = 1 << 16;

/**
 * Decompresses a gzip file (RFC 1952) member by member. All data before a fault is given out; the fault goes to
 * `damage`. A checksum can only fail after its member was given out, so the detail calls the member suspect.
 */
export async function* gunzip(input: ByteReader, damage: DamageLog): AsyncGenerator<Uint8Array> {
  for (let member = 1; await input.fill(1); member++) {
    if (member > 1 && (await onlyPadding(input))) return;
    const header = await skipHeader(input);
    if (header !== 'ok') {
      if (header === 'truncated')
        damage.note('truncated', `the archive ends in the header of member ${member}`);
      else if (member === 1) damage.note('corrupt', 'the gzip header is not valid');
      else damage.note('junk', `bytes that are no gzip member follow member ${member - 1}`);
      return;
    }
    const whole = yield* inflateMember(input, member, damage);
    if (!whole) return;
  }
}

/** @returns false when nothing after this member can be found */
async function* inflateMember(
  input: ByteReader,
  member: number,
  damage: DamageLog,
): AsyncGenerator<Uint8Array, boolean> {
  const step = new ZlibStep(createInflateRaw({ chunkSize: OUTPUT_BYTES }));
  let checksum = 0;
  let size = 0;
  try {
    for (;;) {
      if (!(await input.fill(1))) {
        damage.note('truncated', `the archive ends inside member ${member}`);
        return false;
      }
      const before = step.used;
      const piece = Math.min(LAST_PIECE, Math.max(FIRST_PIECE, before >> 4));
      const { status, output } = await step.write(input.buffered.subarray(0, piece));
      for (const bytes of output) {
        checksum = crc32(bytes, checksum);
        size = (size + bytes.length) >>> 0;
        yield bytes;
      }
      if (status === 'error') {
        damage.note('corrupt', `compressed data of member ${member} is not valid`);
        return false;
      }
      input.skip(step.used - before);
      if (status === 'end') break;
    }
  } finally {
    step.close();
  }
  if (!(await input.fill(8))) {
    damage.note('truncated', `the archive ends in the checksum of member ${member}`);
    return false;
  }
  const trailer = view(input.take(8));
  if (trailer.getUint32(0, true) !== checksum || trailer.getUint32(4, true) !== size) {
    damage.note('corrupt', `the checksum of member ${member} is wrong: all of that member is suspect`);
  }
  return true;
}

/** Tapes and some writers pad with zeros: no fault (gzip(1) says the same). */
async function onlyPadding(input: ByteReader): Promise<boolean> {
  while (await input.fill(1)) {
    const used = input.buffered.findIndex((byte) => byte !== 0);
    if (used >= 0) {
      input.skip(used);
      return false;
    }
    input.skip(input.buffered.length);
  }
  return true;
}

async function skipHeader(input: ByteReader): Promise<'ok' | 'truncated' | 'bad'> {
  const enough = await input.fill(10);
  const magic = [0x1f, 0x8b, 8];
  if (magic.some((byte, at) => at < input.buffered.length && input.buffered[at] !== byte)) return 'bad';
  if (!enough) return 'truncated';
  const flags = input.buffered[3] as number;
  if ((flags & RESERVED) !== 0) return 'bad';
  input.skip(10);
  if ((flags & EXTRA) !== 0) {
    if (!(await input.fill(2))) return 'truncated';
    const length = view(input.take(2)).getUint16(0, true);
    if (!(await input.fill(length))) return 'truncated';
    input.skip(length);
  }
  for (const flag of [NAME, COMMENT]) {
    if ((flags & flag) === 0) continue;
    const text = await skipText(input);
    if (text !== 'ok') return text;
  }
  if ((flags & HEADER_CRC) !== 0) {
    if (!(await input.fill(2))) return 'truncated';
    input.skip(2);
  }
  return 'ok';
}

/** Skips a text that a zero byte ends. */
async function skipText(input: ByteReader): Promise<'ok' | 'truncated' | 'bad'> {
  for (let length = 1; length <= MAX_HEADER_TEXT; length++) {
    if (!(await input.fill(1))) return 'truncated';
    if (input.take(1)[0] === 0) return 'ok';
  }
  return 'bad';
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
