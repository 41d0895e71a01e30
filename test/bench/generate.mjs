// Writes a made-up log of a live event as NDJSON: packets, viewer events, heartbeats, requests and latencies of one
// stream, in order of time. Seeded: equal arguments write equal bytes. The easy kind has fixed key order, short ids,
// no escapes and a new viewer for each session; kinds.mjs has the harder ones.
//
//   node test/bench/generate.mjs FILE MEGABYTES [KIND] [SEED]
import { closeSync, openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { IDS, KINDS, TABLES } from './kinds.mjs';
import { randomOf } from './random.mjs';

const START_MS = Date.UTC(2026, 2, 1, 20);
const BLOCK_CHARS = 1 << 20;
/** Viewers present at once: few enough that each is heard of every half a minute. */
const SEATS = 1000;
/** Of 1,000 steps of the log, how many are what. */
const SHARES = [
  ['packet', 300],
  ['heartbeat', 300],
  ['request', 230],
  ['latency', 90],
  ['viewer', 80],
];
const QUALITIES = [
  ['480p', 1_500_000],
  ['720p', 3_000_000],
  ['1080p', 5_000_000],
];
const LOCATIONS = ['DE', 'US', 'BR', 'JP', 'IN', 'FR'];
const EDGES = ['fra1', 'iad1', 'gru1', 'nrt1'];
const CACHE = ['HIT', 'HIT', 'HIT', 'HIT', 'MISS', 'EXPIRED'];
const STATUS = [200, 200, 200, 200, 206, 304, 404, 503];

/**
 * Every line of the log, without its line end, for ever.
 * `viewers`: how many there are in all; when the last had a seat, the first comes back.
 */
function* lines(seed, { viewers = Number.POSITIVE_INFINITY, streams = 1 }) {
  const random = randomOf(seed);
  const below = (count) => Math.floor(random() * count);
  const pick = (list) => list[below(list.length)];
  const seats = Array.from({ length: SEATS }, () => ({
    id: '',
    session: 0,
    free: 0,
    dropped: 0,
  }));
  const nameOf = (stream) => (streams === 1 ? 'main' : `channel-${stream}`);
  const tracks = Array.from({ length: streams }, (_, stream) => [
    { stream: nameOf(stream), media_type: 'video', track: 0, ms: 0, step: 40, sequence: 0 },
    { stream: nameOf(stream), media_type: 'audio', track: 1, ms: 0, step: 64, sequence: 0 },
  ]).flat();
  const kinds = SHARES.flatMap(([kind, share]) => new Array(share).fill(kind));
  const head = (ms, type) => `{"type":"${type}","ts":"${new Date(ms).toISOString()}"`;
  const who = (viewer) => `"viewer_id":"${viewer.id}","session_id":"s${viewer.session}-${viewer.id}"`;
  let sessions = 0;
  let turn = 0;

  const join = (viewer, ms) => {
    sessions += 1;
    Object.assign(viewer, { id: `viewer-${sessions % viewers}`, session: sessions, free: ms, dropped: 0 });
    const [quality, bitrate] = pick(QUALITIES);
    return `${head(ms, 'join')},${who(viewer)},"stream_id":"${nameOf(sessions % streams)}","state":"playing","quality":"${quality}","bitrate":${bitrate},"location":"${pick(LOCATIONS)}"}`;
  };
  const viewerEvent = (viewer, ms) => {
    const which = random();
    // A stall lies between the last one and now, so nothing of it is clipped and the sums are known.
    if (which < 0.4 && ms - viewer.free > 400) {
      const duration = 200 + below(Math.min(8000, ms - viewer.free) - 200);
      viewer.free = ms;
      return `${head(ms, 'rebuffer')},${who(viewer)},"duration_ms":${duration}}`;
    }
    if (which < 0.8) {
      const [quality, bitrate] = pick(QUALITIES);
      return `${head(ms, 'quality')},${who(viewer)},"quality":"${quality}","bitrate":${bitrate}}`;
    }
    if (which < 0.85)
      return `${head(ms, 'error')},${who(viewer)},"code":"net-${below(5)}","message":"could not load segment ${below(100_000)}"}`;
    const left = `${head(ms, 'leave')},${who(viewer)},"reason":"ended"}`;
    viewer.session = 0;
    return left;
  };
  const heartbeat = (viewer, ms) => {
    viewer.dropped += below(3);
    return `${head(ms, 'heartbeat')},${who(viewer)},"buffer_ms":${2000 + below(18_000)},"latency_ms":${2500 + below(4000)},"dropped_frames":${viewer.dropped},"throughput":${1_000_000 + below(90) * 100_000}}`;
  };
  const packet = () => {
    const track = tracks.reduce((first, other) => (other.ms < first.ms ? other : first));
    const video = track.media_type === 'video';
    const key = !video || track.ms % 2000 === 0;
    const size = video ? (key ? 40_000 + below(20_000) : 3000 + below(9000)) : 300 + below(90);
    const text = `"stream_id":"${track.stream}","media_type":"${track.media_type}","track":"${track.track}","pts":${track.ms},"dts":${track.ms},"duration":${track.step},"size":${size},"keyframe":${key},"sequence":${track.sequence}}`;
    track.ms += track.step;
    track.sequence += 1;
    return [START_MS + track.ms - track.step, text];
  };
  const request = (ms) =>
    `${head(ms, 'request')},"status":${pick(STATUS)},"cache_status":"${pick(CACHE)}","bytes":${20_000 + below(1_500_000)},"ttfb_ms":${1 + below(300)},"duration_ms":${20 + below(2000)},"edge":"${pick(EDGES)}","url":"/live/main/${below(5)}/seg-${Math.floor(ms / 2000)}.m4s"}`;

  let nowMs = START_MS;
  for (;;) {
    const kind = kinds[below(kinds.length)];
    if (kind === 'packet') {
      // Packets come at their pace and carry the log along with them.
      const [ms, text] = packet();
      nowMs = Math.max(nowMs, ms);
      yield `${head(nowMs, 'packet')},${text}`;
      continue;
    }
    if (kind === 'request') {
      yield request(nowMs);
      continue;
    }
    // Heartbeats go round, so that nobody is silent for as long as a session lasts without them.
    const viewer = seats[kind === 'heartbeat' ? turn++ % SEATS : below(SEATS)];
    if (viewer.session === 0) yield join(viewer, nowMs);
    else if (kind === 'latency')
      yield `${head(nowMs, 'latency')},${who(viewer)},"latency_ms":${2500 + below(4000)}}`;
    else if (kind === 'heartbeat') yield heartbeat(viewer, nowMs);
    else yield viewerEvent(viewer, nowMs);
  }
}

/**
 * Writes at least so many megabytes (of 1,000,000 bytes), or exactly so many records, and returns both as written.
 * The header of a table counts as a record. Equal numbers of records of two kinds tell the same evening, so their times can be compared.
 */
export function generate(
  path,
  { megabytes = Number.POSITIVE_INFINITY, records = Number.POSITIVE_INFINITY, kind = 'easy', seed = 1 },
) {
  const { settings = {}, change } = KINDS.get(kind) ?? TABLES.get(kind) ?? IDS.get(kind);
  const plain = lines(seed, settings);
  const file = openSync(path, 'w');
  const written = { bytes: 0, records: 0 };
  let block = '';
  for (const line of change === undefined ? plain : change(plain, randomOf(seed + 1))) {
    block += `${line}\n`;
    written.records += 1;
    const whole = written.records >= records;
    if (block.length < BLOCK_CHARS && !whole) continue;
    written.bytes += writeSync(file, block);
    block = '';
    if (whole || written.bytes >= megabytes * 1e6) break;
  }
  closeSync(file);
  return written;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [path, megabytes, kind = 'easy', seed = '1'] = process.argv.slice(2);
  if (
    path === undefined ||
    !(Number(megabytes) > 0) ||
    ![KINDS, TABLES, IDS].some((kinds) => kinds.has(kind))
  ) {
    process.stderr.write(
      `usage: node test/bench/generate.mjs FILE MEGABYTES [${[...KINDS.keys(), ...TABLES.keys(), ...IDS.keys()].join('|')}] [SEED]\n`,
    );
    process.exitCode = 2;
  } else {
    const { bytes, records } = generate(path, { megabytes: Number(megabytes), kind, seed: Number(seed) });
    process.stdout.write(`${bytes} bytes, ${records} records\n`);
  }
}
