import type { Report } from '../../model/report.ts';
import { instantMs } from '../format/instants.ts';

/** The series marks whole frames or buckets; a mark that differs more than this is of another gap. */
const TOLERANCE_MS = 100;

/**
 * When the longest gap of a media type began, in ms of the report's clock.
 *
 * @returns null when the report has no gap, or when its series does not mark one of that length
 */
export function longestGapAtMs(report: Report, mediaType: 'video' | 'audio'): number | null {
  const { window, series, streams } = report;
  const lengthMs = streams.length === 1 ? streams[0]?.[mediaType]?.timestamp_anomalies?.longest_gap_ms : null;
  if (window === null || series === undefined || lengthMs === null || lengthMs === undefined) return null;
  for (const absent of series.absent) {
    if (absent.reason !== 'stopped' || !absent.column.split('.').includes(mediaType)) continue;
    const from = instantMs(absent.from, window.clock);
    const to = instantMs(absent.to, window.clock);
    if (from !== null && to !== null && Math.abs(to - from - lengthMs) <= TOLERANCE_MS) return from;
  }
  return null;
}
