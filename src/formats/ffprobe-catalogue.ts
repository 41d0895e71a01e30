import type { Format, Observable } from '../model/format.ts';

/** What `formats NAME` says alike for every writer of ffprobe. */
export const PROBE_CATALOGUE: Pick<Format, 'fields' | 'cannotTell' | 'observes'> = {
  fields: [
    {
      name: 'packet.codec_type, frame.media_type',
      becomes: 'media_type (subtitle, data, attachment: metadata)',
    },
    { name: 'packet.stream_index', becomes: 'track' },
    { name: 'packet.pts_time, packet.dts_time', becomes: 'pts, dts (media time, µs)' },
    { name: 'packet.duration_time', becomes: 'duration' },
    { name: 'packet.size', becomes: 'size' },
    { name: 'packet.flags (K first, C third), frame.key_frame', becomes: 'keyframe, corrupt' },
    {
      name: 'frame.pts_time, pkt_pts_time, best_effort_timestamp_time, pkt_dts_time',
      becomes: 'pts, the first that has a value; frames count only where there are no packets',
    },
    { name: 'frame.duration_time, pkt_duration_time', becomes: 'duration' },
    { name: 'frame.pkt_size', becomes: 'size' },
    {
      name: 'stream.index, codec_name, codec_type, tags.language',
      becomes: 'track, codec, media_type, language',
    },
    { name: 'stream.width, height, avg_frame_rate', becomes: 'width, height, frame_rate' },
    {
      name: 'stream.sample_rate, channels, bit_rate',
      becomes: 'sample_rate, channels, declared_bitrate_bps',
    },
  ],
  cannotTell: [
    'wall-clock time (anchor media time with --start FILE=T)',
    'packet loss (packets carry no sequence number)',
    'arrival times, so no skew and no jitter',
    'viewers, latency, CDN, transport',
    'transport overhead: sizes are payload without container',
    'times from ticks alone (pts and dts without pts_time and dts_time)',
    'decode times, when there are frames only',
  ],
  observes: ['packets', 'keyframes', 'dts'] satisfies Observable[],
};
