/** A step of more than 10 s either way is a discontinuity (definition of gaps and missing frames). */
const DISCONTINUITY_US = 10_000_000;
/** Period of the 33-bit clock of MPEG-TS at 90 kHz (ISO/IEC 13818-1, 2.4.3.7): 26.5 h. */
const WRAP_US = 2 ** 33 / 0.09;

/** How a packet's time stands to the one before. */
export const ClockStep = {
  /** Within 10 s of it. */
  near: 0,
  /** Near it once the 33-bit wrap is undone. */
  wrapped: 1,
  /** More than 10 s ahead: an outage, or a clock that was set. The distance stays in the timeline. */
  jumped: 2,
  /** More than 10 s back: times began again. */
  restarted: 3,
  /** Near where the track was before its last jump or restart, which was a stray packet. */
  returned: 4,
} as const;
export type ClockStep = (typeof ClockStep)[keyof typeof ClockStep];

/**
 * Media time of one track on one continuous axis, in integer µs. The 33-bit wrap is undone. After a restart the
 * new run is laid right behind the old one, because max − min over both would count their overlap once and double
 * every rate. Times are judged by dts, in file order, against the last one placed, so reordering does no harm.
 */
export class TrackClock {
  /** The last packet's place on the axis. */
  dtsUs = Number.NaN;
  ptsUs = Number.NaN;
  private shiftUs = 0;
  private nextUs = Number.NaN;
  private shiftBeforeUs = 0;
  private dtsBeforeUs = Number.NaN;

  /**
   * Places the times of one packet; results are in `dtsUs` and `ptsUs`.
   *
   * @param durationUs - NaN when unknown; a restart is laid one duration (else one step) behind this packet
   */
  place(ptsUs: number, dtsUs: number, durationUs: number): ClockStep {
    const lastUs = this.dtsUs;
    const step = this.stepTo(dtsUs, lastUs);
    this.dtsUs = Math.round(dtsUs + this.shiftUs);
    this.ptsUs = Math.round(nearestTurn(ptsUs + this.shiftUs, this.dtsUs));
    const advanceUs = durationUs > 0 ? durationUs : Math.max(0, this.dtsUs - lastUs);
    this.nextUs = this.dtsUs + (advanceUs <= DISCONTINUITY_US ? advanceUs : 0);
    return step;
  }

  private stepTo(dtsUs: number, lastUs: number): ClockStep {
    if (Number.isNaN(lastUs) || isNear(dtsUs + this.shiftUs, lastUs)) return ClockStep.near;
    const turnedUs = nearestTurn(dtsUs + this.shiftUs, lastUs);
    if (isNear(turnedUs, lastUs)) {
      this.shiftUs = turnedUs - dtsUs;
      return ClockStep.wrapped;
    }
    if (isNear(dtsUs + this.shiftBeforeUs, this.dtsBeforeUs)) {
      this.shiftUs = this.shiftBeforeUs;
      this.dtsBeforeUs = Number.NaN;
      return ClockStep.returned;
    }
    this.shiftBeforeUs = this.shiftUs;
    this.dtsBeforeUs = lastUs;
    if (dtsUs + this.shiftUs > lastUs) return ClockStep.jumped;
    this.shiftUs = this.nextUs - dtsUs;
    return ClockStep.restarted;
  }
}

function isNear(us: number, referenceUs: number): boolean {
  return Math.abs(us - referenceUs) <= DISCONTINUITY_US;
}

/** The same time one turn of the 33-bit clock earlier or later, if that is near the reference; else unchanged. */
function nearestTurn(us: number, referenceUs: number): number {
  if (isNear(us + WRAP_US, referenceUs)) return us + WRAP_US;
  return isNear(us - WRAP_US, referenceUs) ? us - WRAP_US : us;
}
