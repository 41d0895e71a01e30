// Writes what `ffprobe -show_packets -of json` writes of a made-up capture: one video and one audio track.
import { closeSync, openSync, writeSync } from 'node:fs';
import { randomOf } from './random.mjs';

const BLOCK_CHARS = 1 << 20;
const STREAMS = [
  { index: 0, codec_name: 'h264', codec_type: 'video', time_base: '1/90000', avg_frame_rate: '25/1' },
  { index: 1, codec_name: 'aac', codec_type: 'audio', time_base: '1/90000', avg_frame_rate: '0/0' },
];
/** Ticks of 1/90000 s. */
const STEP = { video: 3600, audio: 5760 };

/** Writes exactly so many packets; equal arguments write equal bytes. */
export function generatePackets(path, count, seed = 1) {
  const random = randomOf(seed);
  const file = openSync(path, 'w');
  const next = { video: 0, audio: 0 };
  let block = '{\n    "packets": [\n';
  let position = 564;
  for (let written = 0; written < count; written++) {
    const kind = next.video <= next.audio ? 'video' : 'audio';
    const at = next[kind];
    const seconds = (at / 90_000).toFixed(6);
    const key = kind === 'audio' || at % 180_000 === 0;
    const size =
      kind === 'audio'
        ? 300 + Math.floor(random() * 90)
        : (key ? 40_000 : 3000) + Math.floor(random() * 9000);
    const fields = [
      `"codec_type": "${kind}"`,
      `"stream_index": ${kind === 'video' ? 0 : 1}`,
      `"pts": ${at}`,
      `"pts_time": "${seconds}"`,
      `"dts": ${at}`,
      `"dts_time": "${seconds}"`,
      `"duration": ${STEP[kind]}`,
      `"duration_time": "${(STEP[kind] / 90_000).toFixed(6)}"`,
      `"size": "${size}"`,
      `"pos": "${position}"`,
      `"flags": "${key ? 'K__' : '___'}"`,
    ];
    block += `        {\n            ${fields.join(',\n            ')}\n        }${written + 1 < count ? ',' : ''}\n`;
    next[kind] += STEP[kind];
    position += size;
    if (block.length < BLOCK_CHARS) continue;
    writeSync(file, block);
    block = '';
  }
  writeSync(file, `${block}    ],\n    "streams": ${JSON.stringify(STREAMS, null, 4)}\n}\n`);
  closeSync(file);
}
