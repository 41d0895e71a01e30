import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveEngine } from '../../src/live/live-engine.ts';
import { type Snapshot, snapshotOf } from '../../src/live/snapshot.ts';
import type { Report } from '../../src/model/report.ts';
import { analyzeText } from '../pipeline/analyze-text.ts';
import type { CanonicalEvent } from '../reference/canonical-event.ts';
import { generateLog } from '../reference/generate.ts';
import { toNdjson } from '../reference/log-text.ts';
import { foldRow, type ReplayedRows, replayedRows } from './replayed-rows.ts';
import { instant, snapshotText } from './snapshot-text.ts';

const TIME_LIMIT_MS = 120_000;
const HOUR_MS = 3_600_000;
const seeds = fc.integer({ min: 0, max: 1_000_000 });

/** A capture of one video and one audio track with lost, repeated and reordered packets, as canonical NDJSON. */
const captures = fc
  .record({
    stepMs: fc.constantFrom(20, 40, 33),
    startMs: fc.nat(5000),
    packets: fc.array(
      fc.record({
        lost: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
        twice: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
        key: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
        lateBy: fc.constantFrom(0, 0, 0, 1, 2, 3),
        size: fc.integer({ min: 1, max: 9000 }),
      }),
      { minLength: 1, maxLength: 900, size: 'max' },
    ),
  })
  .map(({ stepMs, startMs, packets }) => {
    const lines: { readonly atMs: number; readonly line: string }[] = [];
    packets.forEach((packet, n) => {
      if (packet.lost) return;
      const mediaType = n % 3 === 0 ? 'audio' : 'video';
      const atMs = startMs + (n + packet.lateBy) * stepMs;
      const line = JSON.stringify({
        type: 'packet',
        ts: Date.UTC(2026, 4, 30, 20) + atMs,
        media_type: mediaType,
        stream_id: 'main',
        pts: n * stepMs,
        sequence: Math.floor(n / 3) * 2 + (n % 3),
        size: packet.size,
        keyframe: packet.key,
      });
      for (let copies = packet.twice ? 2 : 1; copies > 0; copies--) lines.push({ atMs, line });
    });
    return lines.sort((a, b) => a.atMs - b.atMs).map(({ line }) => line);
  });

function lastMs({ window }: Report): number {
  return Date.parse(window?.to ?? '');
}

/** The stream to ask for where a log has several. */
function streamOf(events: readonly CanonicalEvent[]): string | null {
  const [first = null, ...others] = new Set(events.flatMap(({ stream_id }) => stream_id ?? []));
  return others.length > 0 ? first : null;
}

describe('at its last instant a log shows what the report says', () => {
  it(
    'of viewers',
    () =>
      fc.assert(
        fc.asyncProperty(seeds, async (seed) => {
          const events = generateLog(seed);
          const text = toNdjson(events);
          const options = { stream: streamOf(events) };
          const report = await analyzeText('log.ndjson', text, options);
          const { viewers, window } = report;
          const snapshot = await snapshotText('log.ndjson', text, instant(lastMs(report)), options);
          expect(snapshot.current_viewers).toBe(viewers?.current_viewers ?? 0);
          expect(snapshot.viewers).toHaveLength(snapshot.current_viewers);
          expect(snapshot.peak_viewers).toBe(viewers?.peak_viewers ?? 0);
          const { secs, nanos } = snapshot.total_watch_time;
          expect(secs * 1000 + nanos / 1e6).toBe(viewers?.session_time_ms ?? 0);
          if ((window?.duration_ms ?? 0) > HOUR_MS) return;
          expect(snapshot.avg_viewers).toBeCloseTo(viewers?.avg_viewers ?? 0, 9);
        }),
        { numRuns: 150 },
      ),
    TIME_LIMIT_MS,
  );

  it(
    'of packets',
    () =>
      fc.assert(
        fc.asyncProperty(captures, async (lines) => {
          fc.pre(lines.length > 0);
          const report = await analyzeText('capture.ndjson', lines.join('\n'));
          const [stream] = report.streams;
          const { stream_metrics } = await snapshotText(
            'capture.ndjson',
            lines.join('\n'),
            instant(lastMs(report)),
          );
          expect(stream_metrics.total_packets).toBe(stream?.packets);
          expect(stream_metrics.total_bytes).toBe(stream?.bytes);
          expect(stream_metrics.dropped_frames).toBe(stream?.video?.missing_frames ?? 0);
          expect(stream_metrics.packet_loss_rate).toBe((stream?.loss?.loss_ratio ?? 0) * 100);
        }),
        { numRuns: 60 },
      ),
    TIME_LIMIT_MS,
  );
});

/** An engine on its own that looks at everything. */
function engineFor({ dictionary, dims }: ReplayedRows): LiveEngine {
  return new LiveEngine({ dictionary, dims, clock: 'utc', sessionTimeoutMs: 90_000, wantsStream: null });
}

/** Every snapshot that may be asked for on the way: after each row, at its time. */
function readOnTheWay(replayed: ReplayedRows, reads: (row: number) => boolean): Map<number, Snapshot> {
  const { rows } = replayed;
  const engine = engineFor(replayed);
  const found = new Map<number, Snapshot>();
  for (let row = 0; row < rows.length; row++) {
    foldRow(engine, rows, row);
    if (reads(row)) found.set(row, snapshotOf(engine, 'main', rows.timeMs[row] as number));
  }
  return found;
}

async function expectReadsToBeSilent(text: string, keep: number): Promise<void> {
  const replayed = await replayedRows(text);
  const often = readOnTheWay(replayed, () => true);
  const step = Math.max(1, Math.floor(replayed.rows.length / keep));
  for (let last = replayed.rows.length - 1; last >= 0; last -= step) {
    // What is read once, as the first thing, is what is read after a read at every row.
    const once = readOnTheWay(replayed, (row) => row === last);
    expect(often.get(last)).toEqual(once.get(last));
  }
}

describe('reading changes nothing', () => {
  it(
    'of viewers, in the middle of an instant neither',
    () =>
      fc.assert(
        fc.asyncProperty(seeds, (seed) => expectReadsToBeSilent(toNdjson(generateLog(seed)), 12)),
        { numRuns: 60 },
      ),
    TIME_LIMIT_MS,
  );

  it(
    'of packets',
    () =>
      fc.assert(
        fc.asyncProperty(captures, async (lines) => {
          fc.pre(lines.length > 0);
          await expectReadsToBeSilent(lines.slice(0, 200).join('\n'), 4);
        }),
        { numRuns: 15 },
      ),
    TIME_LIMIT_MS,
  );
});

it(
  'what is read on the way is what a replay up to there shows',
  () =>
    fc.assert(
      fc.asyncProperty(seeds, fc.nat(), async (seed, pick) => {
        const events = generateLog(seed);
        const text = toNdjson(events);
        const stream = streamOf(events);
        fc.pre(stream === null);
        const replayed = await replayedRows(text);
        const { rows } = replayed;
        let last = pick % rows.length;
        while (last + 1 < rows.length && rows.timeMs[last + 1] === rows.timeMs[last]) last++;
        const read = readOnTheWay(replayed, (row) => row === last).get(last);
        const whole = await snapshotText('log.ndjson', text, instant(rows.timeMs[last] as number));
        // The stream's name is the caller's here.
        expect({ ...read, ...named(whole) }).toEqual(whole);
      }),
      { numRuns: 60 },
    ),
  TIME_LIMIT_MS,
);

function named({ stream_id, stream_metrics, viewers }: Snapshot): Partial<Snapshot> {
  return { stream_id, stream_metrics, viewers };
}
