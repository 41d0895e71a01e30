export type ReferenceState =
  | 'preloading'
  | 'starting'
  | 'playing'
  | 'seeking'
  | 'rebuffering'
  | 'paused'
  | 'waiting'
  | 'ended'
  | 'failed'
  | 'quit';

export type ReferenceType =
  | 'join'
  | 'leave'
  | 'state'
  | 'rebuffer'
  | 'quality'
  | 'startup'
  | 'latency'
  | 'heartbeat'
  | 'error'
  | 'request'
  | 'totals'
  | 'transport';

/**
 * One canonical event (product.md 3.1) as the JSON object a log would hold. `ts` is epoch ms; durations are
 * integer ms, bitrates bit/s. A field that is absent is left out, never `undefined`.
 */
export interface CanonicalEvent {
  readonly ts: number;
  readonly type: ReferenceType;
  readonly viewer_id?: string;
  readonly session_id?: string;
  readonly stream_id?: string;
  readonly state?: ReferenceState;
  readonly reason?: 'ended' | 'quit' | 'failed';
  readonly quality?: string;
  readonly bitrate?: number;
  readonly duration_ms?: number;
  readonly startup_ms?: number;
  readonly latency_ms?: number;
  readonly buffer_ms?: number;
  readonly throughput?: number;
  readonly dropped_frames?: number;
  readonly code?: string;
  readonly fatal?: boolean;
  readonly message?: string;
  readonly status?: number;
  readonly cache_status?: string;
  readonly bytes?: number;
  readonly rebuffer_count?: number;
  readonly rebuffer_ms?: number;
  readonly play_ms?: number;
  readonly watched_ms?: number;
  readonly avg_bitrate?: number;
  readonly ttfb_ms?: number;
  readonly url?: string;
  readonly aborted?: boolean;
  readonly packets_received?: number;
  readonly packets_lost?: number;
  readonly packets_recovered?: number;
  readonly packets_dropped?: number;
  readonly packets_retransmitted?: number;
  readonly rtt_ms?: number;
  readonly jitter_ms?: number;
  readonly location?: string;
  readonly user_agent?: string;
  readonly device?: string;
  readonly os?: string;
  readonly player?: string;
  readonly app_version?: string;
  readonly isp?: string;
  readonly cdn?: string;
  readonly edge?: string;
  readonly content_id?: string;
  readonly tags?: Readonly<Record<string, string>>;
}
