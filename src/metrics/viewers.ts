import { Dictionary } from '../model/dictionary.ts';
import type { Distribution, ViewersReport } from '../model/report.ts';
import { ratio } from '../stats/exact-sum.ts';
import { Histogram } from '../stats/histogram.ts';
import type { MetricFamily } from './family.ts';
import { expectFewViewers } from './most-viewers.ts';
import { instantText, sortedRecord } from './texts.ts';
import { noViewers, type ViewerCounts, type ViewersState } from './viewers-state.ts';

const MS_PER_HOUR = 3_600_000;

/** What people see, hear and wait for: audience, time, startup, stalls, quality. Sources: metrics.md 2-6. */
export const viewersFamily: MetricFamily<ViewersState, ViewersReport> = {
  name: 'viewers',
  empty: () => noViewers(new Dictionary()),
  merge(into, from) {
    for (const key of Object.keys(into.counts) as (keyof ViewerCounts)[])
      into.counts[key] += from.counts[key];
    into.levels.merge(from.levels);
    into.startupMs.merge(from.startupMs);
    into.stallMs.merge(from.stallMs);
    into.heartbeatGapMs.merge(from.heartbeatGapMs);
    into.bitrateMs.merge(from.bitrateMs);
    into.qualityMs.merge(from.qualityMs);
    into.watchedMs.merge(from.watchedMs);
    into.namelessMs.merge(from.namelessMs);
    expectFewViewers(into.watchedMs.size + into.namelessMs.size);
  },
  finish(state, window) {
    if (state.counts.events === 0) return null;
    const { counts } = state;
    const peak = state.levels.peak();
    return {
      unique_viewers: uniqueViewers(state),
      sessions: counts.sessions,
      plays: counts.plays,
      attempts: counts.attempts,
      open_sessions: counts.open,
      implicit_sessions: counts.implicit,
      superseded_sessions: counts.superseded,
      timed_out_sessions: counts.timedOut,
      orphan_leaves: counts.orphanLeaves,
      after_leave: counts.afterLeave,
      current_viewers: counts.open,
      peak_viewers: peak?.value ?? 0,
      peak_at: peak === null || peak.value === 0 ? null : instantText(peak.at, window.clock),
      avg_viewers: ratio(counts.sessionMs, window.toMs - window.fromMs),
      session_time_ms: counts.sessionMs,
      watched_time_ms: counts.watchedMs,
      play_time_ms: counts.playMs,
      watched_time_per_viewer_ms: perViewer(state),
      startup_ms: state.startupMs.distribution(),
      start_failure_ratio: ratio(counts.startFailures, counts.resolved),
      exit_before_start_ratio: ratio(counts.exits, counts.resolved),
      playback_failure_ratio: ratio(counts.playFailures, counts.plays),
      rebuffer_count: counts.rebuffers,
      rebuffer_time_ms: counts.rebufferMs,
      rebuffer_ratio: ratio(counts.rebufferMs, counts.watchedMs),
      rebuffer_ratio_play: ratio(counts.rebufferMs, counts.playMs + counts.rebufferMs),
      rebuffers_per_hour: ratio(counts.rebuffers * MS_PER_HOUR, counts.playMs),
      stall_ms: state.stallMs.distribution(),
      stalled_sessions_ratio: ratio(counts.stalledPlays, counts.plays),
      quality_switches: counts.switches,
      switches_up: counts.switchesUp,
      switches_down: counts.switchesDown,
      avg_bitrate_bps: ratio(state.bitrateMs, counts.knownBitrateMs),
      time_in_quality_ms: state.qualityMs.size === 0 ? null : sortedRecord(new Map(state.qualityMs)),
      dropped_frames: counts.droppedSamples === 0 ? null : counts.droppedFrames,
    };
  },
};

function uniqueViewers(state: ViewersState): number | null {
  return state.counts.namedEvents === 0 ? null : state.watchedMs.size;
}

function perViewer(state: ViewersState): Distribution | null {
  const watched = new Histogram();
  for (const ms of state.watchedMs.values()) watched.add(ms);
  for (const ms of state.namelessMs.values()) watched.add(ms);
  return watched.distribution();
}
