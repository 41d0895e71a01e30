import type { FieldName } from '../formats/canonical-names.ts';
import { EventKind } from '../model/event-kind.ts';

const VIEWER_KINDS: readonly EventKind[] = [
  EventKind.join,
  EventKind.leave,
  EventKind.state,
  EventKind.rebuffer,
  EventKind.quality,
  EventKind.startup,
  EventKind.heartbeat,
  EventKind.totals,
];

/** Families of figures, the kinds of event that feed them, and what else a figure of them needs: one of some fields. */
const FAMILIES: readonly {
  readonly path: string;
  readonly fedBy: readonly EventKind[];
  readonly figures: readonly (readonly [string, readonly FieldName[]])[];
}[] = [
  {
    path: 'viewers',
    fedBy: VIEWER_KINDS,
    figures: [
      ['viewers.startup_ms', ['startup_ms', 'state']],
      ['viewers.avg_bitrate_bps', ['bitrate', 'avg_bitrate']],
      ['viewers.time_in_quality_ms', ['quality']],
      ['viewers.dropped_frames', ['dropped_frames']],
    ],
  },
  {
    path: 'performance',
    fedBy: [...VIEWER_KINDS, EventKind.latency, EventKind.error],
    figures: [
      ['performance.latency_ms', ['latency_ms']],
      ['performance.buffer_ms', ['buffer_ms']],
      ['performance.throughput_bps', ['throughput']],
    ],
  },
  {
    path: 'cdn',
    fedBy: [EventKind.request],
    figures: [
      ['cdn.bandwidth_bps', ['bytes']],
      ['cdn.cache_hit_ratio', ['cache_status']],
      ['cdn.ttfb_ms', ['ttfb_ms']],
      ['cdn.error_ratio', ['status']],
    ],
  },
  { path: 'streams', fedBy: [EventKind.packet], figures: [] },
];

/** Figures, or whole families of them, for which a log of these kinds and fields has no data. */
export function unknownMetrics(kinds: ReadonlySet<EventKind>, fields: ReadonlySet<string>): string[] {
  return FAMILIES.flatMap(({ path, fedBy, figures }) => {
    if (!fedBy.some((kind) => kinds.has(kind))) return [path];
    return figures.filter(([, needs]) => !needs.some((field) => fields.has(field))).map(([figure]) => figure);
  });
}
