import { cdnNotes } from '../metrics/cdn.ts';
import { performanceNotes } from '../metrics/performance.ts';
import type { Note, Report } from '../model/report.ts';
import type { ShardState } from './shard-state.ts';

/** Players are told apart from sleepers by heartbeats this often or more. */
const SLOW_HEARTBEAT_MS = 30_000;

/** Why a figure is null, by its path; figures not named here were carried by no used record. */
const WHY_NULL: ReadonlyMap<string, string> = new Map([
  ['viewers.unique_viewers', 'no record carried a viewer id'],
  ['viewers.avg_viewers', 'the window is one instant'],
  ['viewers.peak_at', 'no session was open'],
  ['viewers.startup_ms', 'no session told when it began to wait and when it began to play'],
  ['viewers.start_failure_ratio', 'no attempt to start was decided in the window'],
  ['viewers.exit_before_start_ratio', 'no attempt to start was decided in the window'],
  ['viewers.playback_failure_ratio', 'nothing played'],
  ['viewers.rebuffer_ratio', 'no time was watched'],
  ['viewers.rebuffer_ratio_play', 'nothing played or stalled'],
  ['viewers.rebuffers_per_hour', 'nothing played'],
  ['viewers.stall_ms', 'no stall ended'],
  ['viewers.stalled_sessions_ratio', 'nothing played'],
  ['viewers.avg_bitrate_bps', 'no bitrate was known while playing'],
  ['viewers.time_in_quality_ms', 'no quality was known while playing'],
  ['viewers.watched_time_per_viewer_ms', 'no session was open'],
  ['cdn.cache_hit_ratio', 'no request had a cache status that could have been a hit'],
  ['cdn.byte_hit_ratio', 'no request had both bytes and a cache status that could have been a hit'],
]);

type Figures = Pick<Report, 'transport' | 'viewers' | 'performance' | 'cdn'>;

/** What a reader of the figures must know: reasons of nulls, and what sessions told on the way. */
export function reportNotes(state: ShardState, figures: Figures, sessionTimeoutMs: number): Note[] {
  const notes: Note[] = [];
  for (const family of ['transport', 'viewers', 'performance', 'cdn'] as const) {
    for (const [field, value] of Object.entries(figures[family] ?? {})) {
      if (value !== null) continue;
      const metric = `${family}.${field}`;
      notes.push({ code: 'no_data', text: WHY_NULL.get(metric) ?? 'no used record carried it', metric });
    }
  }
  if (figures.viewers !== null) notes.push(...viewerNotes(state, sessionTimeoutMs));
  notes.push(...performanceNotes(state.performance), ...cdnNotes(state.cdn));
  return notes;
}

function viewerNotes(state: ShardState, sessionTimeoutMs: number): Note[] {
  const { viewers, noted } = state;
  const notes: Note[] = [];
  const add = (code: string, text: string, metric: string): void => {
    notes.push({ code, text, metric });
  };
  if (viewers.counts.stallSources === 0) {
    add(
      'stalls_never_seen',
      'no rebuffer, state or totals record: this log may not tell stalls at all',
      'viewers.rebuffer_count',
    );
  }
  const gapMs = viewers.heartbeatGapMs.quantile(0.5);
  if (gapMs !== null && gapMs > SLOW_HEARTBEAT_MS) {
    const text = `heartbeats come ${gapMs} ms apart: sessions end after ${sessionTimeoutMs} ms without one, --session-timeout changes that`;
    add('heartbeats_slow', text, 'viewers.timed_out_sessions');
  }
  if (noted.has('stall_mismatch')) {
    add(
      'stall_mismatch',
      'a stall was told both as a state and as a duration; it counts once',
      'viewers.rebuffer_count',
    );
  }
  if (noted.has('long_stall')) {
    add('long_stall', 'stalls of over 10 min count their last 10 min', 'viewers.rebuffer_time_ms');
  }
  if (noted.has('totals_contradict')) {
    add('totals_contradict', 'totals of sessions that told their states are left out', 'viewers.sessions');
  }
  if (noted.has('totals_clipped')) {
    add(
      'totals_clipped',
      'totals with more stalled than watched time are clipped to it',
      'viewers.rebuffer_time_ms',
    );
  }
  if (viewers.levels.coarse) {
    add(
      'concurrency_coarse',
      'over 64 million joins and leaves: concurrency is counted per second',
      'viewers.peak_viewers',
    );
  }
  return notes;
}
