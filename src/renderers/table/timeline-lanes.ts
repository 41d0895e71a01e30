import type { SeriesReport } from '../../model/report.ts';
import { duration } from '../format/durations.ts';
import { count, framesPerSecond, percent } from '../format/numbers.ts';
import { LANES, type LaneSpec } from './lane-table.ts';

/** Lanes of series that the report itself has no room for. */
const MORE_LANES: readonly LaneSpec[] = [
  lane('events', 'input.events', 'mean', count, 'peak'),
  lane('bad records', 'input.bad_ratio', 'highest', percent, 'worst'),
  lane('frame rate', 'streams.video.fps', 'mean', framesPerSecond, 'mean', 'video'),
  lane('sessions', 'viewers.sessions', 'highest', count, 'peak'),
  lane('plays', 'viewers.plays', 'highest', count, 'peak'),
  lane('most viewers', 'viewers.peak_viewers', 'highest', count, 'peak'),
  lane('no start', 'viewers.start_failure_ratio', 'highest', percent, 'worst'),
  lane('left early', 'viewers.exit_before_start_ratio', 'highest', percent, 'worst'),
  lane('stalls', 'viewers.rebuffer_count', 'mean', count, 'peak'),
  lane('switches', 'viewers.quality_switches', 'mean', count, 'peak'),
  lane('latency p50', 'performance.latency_ms.p50', 'highest', duration, 'worst'),
  lane('errors', 'performance.errors', 'mean', count, 'peak'),
  lane('fatal errors', 'performance.fatal_errors', 'mean', count, 'peak'),
  lane('requests', 'cdn.requests', 'mean', count, 'peak'),
  lane('TTFB p95', 'cdn.ttfb_ms.p95', 'highest', duration, 'worst'),
  lane('CDN 4xx', 'cdn.errors_4xx', 'mean', count, 'peak'),
  lane('CDN 5xx', 'cdn.errors_5xx', 'mean', count, 'peak'),
];

function lane(
  label: string,
  path: string,
  kind: LaneSpec['kind'],
  format: LaneSpec['format'],
  word: LaneSpec['word'],
  media?: 'video',
): LaneSpec {
  return { label, paths: [path], kind, format, word, ...(media === undefined ? {} : { media }) };
}

/** Columns that say nearly what another one says: lanes only where all are wanted. */
const LESS_NEEDED: ReadonlySet<string> = new Set([
  'input.events',
  'viewers.sessions',
  'viewers.plays',
  'viewers.peak_viewers',
  'performance.fatal_errors',
  'cdn.errors_4xx',
]);

/**
 * A lane for every column of the series, in their order.
 *
 * @param all - also for those that say nearly what another one says
 */
export function timelineLanes({ columns }: SeriesReport, all: boolean): LaneSpec[] {
  return columns.flatMap((path) => {
    const spec = [...LANES, ...MORE_LANES].find(({ paths }) => paths[0] === path);
    if (spec === undefined || (!all && LESS_NEEDED.has(path))) return [];
    return { ...spec, paths: [path], packetsOnly: false };
  });
}

/** Which values of a lane are bad; null: neither many nor few are, an audience is no fault. */
export function worstOf({ word, kind, media }: LaneSpec): 'highest' | 'lowest' | null {
  if (media !== undefined) return 'lowest';
  if (word !== 'worst' && word !== 'longest') return null;
  return kind === 'lowest' ? 'lowest' : 'highest';
}
