import type { Format, Observable } from '../model/format.ts';
import { FIELDS } from './canonical-names.ts';

/** Canonical fields with their other names, for `formats NAME`. */
export const CANONICAL_FIELDS: Format['fields'] = FIELDS.map(({ name, also, becomes }) => ({
  name: [name, ...also].join(', '),
  becomes,
}));

/** Canonical events can carry anything we count; what a log does not carry is told by its fields. */
export const OBSERVES: readonly Observable[] = [
  'packets',
  'keyframes',
  'dts',
  'sequence',
  'arrival',
  'viewers',
  'stalls',
  'requests',
  'transport',
];

export const CANNOT_TELL: Format['cannotTell'] = [
  'codec, picture size, frame rate and language of a track (media files and ffprobe dumps can)',
  'stalls, when the log has no rebuffer, state or totals events',
  'a figure of a field (latency, buffer, bitrate, dropped frames, time to first byte) that no record carries',
];
