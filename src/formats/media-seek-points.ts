import type { InputTrack } from 'mediabunny';

/** State of the demuxer that its types do not show. */
interface SeekPoints {
  readonly _backing?: { readonly elementaryStream?: { readonly referencePesPackets?: unknown[] } };
}

/**
 * Forgets what the demuxer keeps of a transport stream for seeking, which we never do: mediabunny 1.61 holds a packet
 * with its bytes for every 48 KB of the file, so memory would grow with the file. Other containers keep no bytes.
 *
 * @returns how many were forgotten; 0 when there is no such state
 */
export function forgetSeekPoints(track: InputTrack): number {
  const points = (track as SeekPoints)._backing?.elementaryStream?.referencePesPackets;
  return Array.isArray(points) ? points.splice(0).length : 0;
}
