import type { Format, Recognition, RecordReader, Sample } from '../model/format.ts';
import { readMedia } from './media-blob.ts';
import { containerOf } from './media-containers.ts';

/** Media files themselves: packets of mp4, mov, mkv, webm, ts, mp3, wav, flac, ogg and aac without ffprobe. */
export const media: Format = {
  name: 'media',
  title: 'media files: mp4, mov, mkv, webm, ts, mp3, wav, flac, ogg, aac',
  detection:
    'the signature of the container: first box, EBML header, transport stream sync every 188 bytes, RIFF WAVE, fLaC, OggS, ID3, two MPEG audio or ADTS frames',
  fields: [
    { name: 'track order', becomes: 'track (the stream index of ffprobe)' },
    { name: 'codec, language', becomes: 'codec (in ffprobe’s words), language' },
    { name: 'coded width and height', becomes: 'width, height' },
    { name: 'Matroska DefaultDuration', becomes: 'frame_rate' },
    { name: 'sample rate, channels', becomes: 'sample_rate, channels' },
    { name: 'average bitrate (mp4, mov)', becomes: 'declared_bitrate_bps' },
    { name: 'packet time, after edit lists and codec delay', becomes: 'pts (media time, µs)' },
    { name: 'packet duration, where it is stored or follows from the next packet', becomes: 'duration' },
    { name: 'packet length', becomes: 'size' },
    { name: 'sync sample, key block or random access mark', becomes: 'keyframe' },
  ],
  cannotTell: [
    'wall-clock time (anchor media time with --start FILE=T)',
    'decode times (dts)',
    'packet loss, and packets that the container marks as damaged',
    'arrival times, so no skew and no jitter',
    'subtitles and data, and codecs in MPEG-TS other than H.264, H.265, AAC, MP3, AC-3, E-AC-3 and DTS',
    'transport overhead: sizes are payload without container',
    'viewers, latency, CDN, transport',
    'files from a pipe, or compressed: they are not read in order (pipe through ffprobe)',
  ],
  observes: ['packets', 'keyframes'],
  recognise,
  open: noRecords,
  readBlob: readMedia,
};

function recognise(sample: Sample): Recognition | null {
  const container = containerOf(sample.bytes, sample.text !== '');
  if (container === null) return null;
  const unread = container.kind === 'unread' ? ' (not read directly)' : '';
  return {
    score: 0.97,
    reason: `${container.name}${unread}: ${container.reason}`,
    framing: { kind: 'blob' },
  };
}

/** A media file has no records that are cut from outside: `readBlob` reads it. */
function noRecords(): RecordReader {
  return {
    facts: { clock: null, timeUnit: null, assumedUtc: 0, truncated: false },
    read: () => ({ fate: 'skipped', reason: 'no_record' }),
    end: () => undefined,
  };
}
