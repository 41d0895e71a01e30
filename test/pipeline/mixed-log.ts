import { generateLog } from '../reference/generate.ts';
import { randomOf } from '../reference/random.ts';

type Fields = Readonly<Record<string, unknown>>;

const TRACKS = [
  { media_type: 'video', track: '0', everyMs: 40 },
  { media_type: 'audio', track: '1', everyMs: 64 },
  { media_type: 'video', track: '2', everyMs: 40 },
] as const;
/** How long packets, requests and transport counts go on; viewers may come later still. */
const SPAN_MS = 20_000;
const CACHE_WORDS = ['HIT', 'MISS', 'STALE', 'Error from cloudfront', ''] as const;

/**
 * An event as operations sees it, in one log: packets of several tracks and streams, some of them lost, requests
 * of a CDN, transport counts, and the viewers of {@link generateLog}, all on one clock.
 *
 * @returns NDJSON in order of time
 */
export function mixedLog(seed: number): string {
  const random = randomOf(seed);
  const viewers = generateLog(seed, { events: 150 });
  const fromMs = viewers[0]?.ts ?? 0;
  const toMs = fromMs + SPAN_MS;
  const events: { readonly ts: number; readonly fields: Fields }[] = viewers.map(({ ts, ...fields }) => ({
    ts,
    fields,
  }));
  for (const stream_id of ['main', 'side']) {
    for (const { media_type, track, everyMs } of TRACKS) {
      let sequence = random.int(0, 65_535);
      for (let ms = 0; fromMs + ms < toMs; ms += everyMs) {
        sequence += 1;
        if (random.chance(0.02)) continue;
        const keyframe = media_type === 'audio' || ms % 2000 === 0;
        const times = { pts: ms, dts: ms, duration: everyMs };
        const fields = {
          type: 'packet',
          stream_id,
          media_type,
          track,
          size: random.int(50, 9000),
          keyframe,
          sequence,
        };
        events.push({ ts: fromMs + ms + random.int(0, 30), fields: { ...fields, ...times } });
      }
    }
  }
  for (let n = 0; n < 150; n++) {
    const who = random.chance(0.3) ? { viewer_id: `v${random.int(1, 8)}` } : {};
    const fields = {
      type: 'request',
      status: random.pick([200, 200, 206, 304, 403, 404, 503]),
      cache_status: random.pick(CACHE_WORDS),
      bytes: random.int(0, 2_000_000),
      ttfb_ms: random.int(0, 900),
      duration_ms: random.int(0, 9000),
      url: `/live/${random.int(1, 20)}.ts?n=${n}`,
      aborted: random.chance(0.05),
    };
    events.push({ ts: fromMs + random.int(0, SPAN_MS), fields: { ...fields, ...who } });
  }
  for (let n = 0; n < 40; n++) {
    const counts = {
      packets_received: random.int(0, 9000),
      packets_lost: random.int(0, 90),
      rtt_ms: random.int(1, 200),
    };
    events.push({ ts: fromMs + n * 500, fields: { type: 'transport', stream_id: 'main', ...counts } });
  }
  const ordered = events.toSorted((a, b) => a.ts - b.ts);
  return ordered.map(({ ts, fields }) => `${JSON.stringify({ ts, ...fields })}\n`).join('');
}
