import { adtsFrameBytes, mpegFrameBytes } from './media-audio-frames.ts';
import { ascii } from './media-bytes.ts';

/** Containers that are told apart; `unread` ones are named so that the user learns the way around. */
export type ContainerKind = 'mp4' | 'matroska' | 'ts' | 'ogg' | 'wav' | 'flac' | 'mp3' | 'adts' | 'unread';

export interface Container {
  readonly kind: ContainerKind;
  /** What people call it. */
  readonly name: string;
  /** What in the bytes decided. */
  readonly reason: string;
  /** Where the container begins: a capture of a transport stream may start inside a packet. */
  readonly start: number;
}

/** Boxes that files begin with; those from before 2001 have no `ftyp`. */
const FIRST_BOXES: ReadonlySet<string> = new Set([
  'ftyp',
  'styp',
  'moov',
  'moof',
  'mdat',
  'wide',
  'free',
  'skip',
  'sidx',
]);
/** Sync bytes that must stand one packet apart, fewer only when the file is shorter. */
const SYNCS = 8;
const MIN_SYNCS = 3;
/** 188 bytes; with a time stamp before each (Blu-ray, some recorders); with error correction behind each. */
const STRIDES: readonly number[] = [188, 192, 204];

/**
 * The media container that begins with these bytes; null when they are none. Only signs that no text can have
 * decide (bytes below 9 or above 127 at fixed places), but for those of `isText` files, which are asked to prove more.
 *
 * @param isText - the bytes read as text: sync words are then taken for chance
 */
export function containerOf(bytes: Uint8Array, isText: boolean): Container | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 12) return null;
  const signed = bySignature(view);
  if (signed !== null || isText) return signed;
  return transportStream(view) ?? elementaryAudio(view);
}

function bySignature(view: DataView): Container | null {
  const word = ascii(view, 0, 4);
  const first = view.getUint32(0);
  if (first === 0x1a45dfa3) {
    const webm = ascii(view, 4, Math.min(60, view.byteLength - 4)).includes('webm');
    return found(
      'matroska',
      webm ? 'WebM' : 'Matroska',
      `EBML header, document type ${webm ? 'webm' : 'matroska'}`,
    );
  }
  const box = ascii(view, 4, 4);
  // Box sizes are below 16 MB at the start of a file, so the first byte is 0 (1: a 64-bit size follows).
  if (FIRST_BOXES.has(box) && view.getUint8(0) === 0) {
    const brand = box === 'ftyp' ? `, brand ${ascii(view, 8, 4).replace(/[^\x21-\x7e]/g, '')}` : '';
    const quickTime = brand === ', brand qt' || box === 'wide';
    return found('mp4', quickTime ? 'QuickTime' : 'MP4', `first box ${box}${brand}`);
  }
  if (word === 'OggS' && view.getUint8(4) === 0) return found('ogg', 'Ogg', 'page OggS');
  if (word === 'fLaC' && (view.getUint8(4) & 0x7f) === 0)
    return found('flac', 'FLAC', 'fLaC and its stream information');
  if (word === 'RIFF' || word === 'RF64' || word === 'RIFX') return riff(view, word);
  if (word === 'FLV\x01') return found('unread', 'FLV', 'FLV header');
  if (first === 0x000001ba) return found('unread', 'MPEG program stream', 'pack header 000001BA');
  if (first === 0x3026b275) return found('unread', 'ASF (WMV, WMA)', 'ASF header');
  return word.startsWith('ID3') && view.getUint8(3) < 5 ? tagged(view) : null;
}

function riff(view: DataView, word: string): Container | null {
  const form = ascii(view, 8, 4);
  if (form === 'AVI ') return found('unread', 'AVI', `${word} of form AVI`);
  // The next chunk's size or the size before it: text has no bytes of 0.
  const binary = ascii(view, 4, 4).includes('\0') || ascii(view, 16, 4).includes('\0');
  return form === 'WAVE' && binary ? found('wav', 'WAV', `${word} of form WAVE`) : null;
}

/** An ID3 tag stands before MPEG audio, ADTS or FLAC; a tag with pictures may be longer than the sample. */
function tagged(view: DataView): Container {
  const end = 10 + id3Length(view);
  if (end >= view.byteLength) return found('mp3', 'MP3', 'ID3 tag');
  const rest = new DataView(view.buffer, view.byteOffset + end, view.byteLength - end);
  const flac = ascii(rest, 0, 4) === 'fLaC' ? found('flac', 'FLAC', 'fLaC') : null;
  const audio = flac ?? elementaryAudio(rest) ?? found('mp3', 'MP3', 'no frame that is known');
  return { ...audio, reason: `ID3 tag, then ${audio.reason}`, start: end };
}

/** Length of the tag behind its ten bytes of header: seven bits a byte. */
function id3Length(view: DataView): number {
  let length = 0;
  for (let at = 6; at < 10; at++) length = length * 128 + (view.getUint8(at) & 0x7f);
  return length;
}

function transportStream(view: DataView): Container | null {
  for (const stride of STRIDES) {
    for (let at = 0; at < stride && at < view.byteLength; at++) {
      if (view.getUint8(at) !== 0x47) continue;
      const fitting = Math.min(SYNCS, Math.ceil((view.byteLength - at) / stride));
      if (fitting < MIN_SYNCS || !syncs(view, at, stride, fitting)) continue;
      // The four bytes before a packet of 192 belong to it.
      const start = stride === 192 ? (at + 188) % 192 : at;
      const reason = `sync byte 47 every ${stride} bytes, ${fitting} times`;
      return { kind: 'ts', name: 'MPEG-TS', reason, start };
    }
  }
  return null;
}

function syncs(view: DataView, at: number, stride: number, count: number): boolean {
  for (let i = 1; i < count; i++) if (view.getUint8(at + i * stride) !== 0x47) return false;
  return true;
}

/** Two frames behind each other: one sync word alone is chance. */
function elementaryAudio(view: DataView): Container | null {
  const adts = adtsFrameBytes(view, 0);
  if (adts > 0 && adtsFrameBytes(view, adts) > 0)
    return found('adts', 'AAC (ADTS)', 'two ADTS frames in a row');
  const mpeg = mpegFrameBytes(view, 0);
  if (mpeg > 0 && mpegFrameBytes(view, mpeg) > 0)
    return found('mp3', 'MP3', 'two MPEG audio frames in a row');
  return null;
}

function found(kind: ContainerKind, name: string, reason: string): Container {
  return { kind, name, reason, start: 0 };
}
