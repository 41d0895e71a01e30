import type { TrackPace } from '../model/track-facts.ts';

/** Arrival and media that part by more than this at a discontinuity are a reconnect, not a delay. */
const RECONNECT_US = 10_000_000;
/** Gain of the running estimate: RFC 3550 section 6.4.1. */
const GAIN = 1 / 16;

/**
 * Arrival against media time of one track, packet by packet in arrival order. The jitter is RFC 3550's
 * (section 6.4.1 and appendix A.8) with media time in µs in place of RTP ticks: J += (|D| − J) / 16. It is a float
 * and depends on the order, which is why it lives here and only its closed sums leave, as integers of ns.
 */
export class ArrivalPace {
  private firstArrivalUs = Number.NaN;
  private firstMediaUs = Number.NaN;
  private arrivalUs = Number.NaN;
  private mediaUs = Number.NaN;
  /** Whether the packet before belongs to the same run of the media clock. */
  private isConnected: boolean = false;
  private packets = 0;
  private jitterUs = 0;
  private jitterSumUs = 0;
  private jitterMaxUs = 0;
  private samples = 0;

  /**
   * @param mediaUs - dts on the track's continuous axis: unlike pts it rises in the order in which packets are sent
   * @param broken - the media clock was set or began again right before this packet
   */
  add(arrivalUs: number, mediaUs: number, broken: boolean): void {
    const apartUs = arrivalUs - this.arrivalUs - (mediaUs - this.mediaUs);
    this.packets++;
    if (!this.isConnected || (broken && Math.abs(apartUs) > RECONNECT_US)) this.connect(arrivalUs, mediaUs);
    else this.sample(Math.abs(apartUs));
    this.arrivalUs = arrivalUs;
    this.mediaUs = mediaUs;
  }

  /** The media clock began again and was laid behind the old run: it says nothing about arrival until now. */
  reconnect(): void {
    this.isConnected = false;
  }

  /** The whole track; null below two packets. */
  close(): TrackPace | null {
    if (this.packets < 2) return null;
    const elapsedUs = this.arrivalUs - this.firstArrivalUs;
    return {
      driftUs: elapsedUs - (this.mediaUs - this.firstMediaUs),
      jitterSamples: this.samples,
      jitterSumNs: Math.round(this.jitterSumUs * 1000),
      jitterMaxNs: Math.round(this.jitterMaxUs * 1000),
    };
  }

  private connect(arrivalUs: number, mediaUs: number): void {
    this.firstArrivalUs = arrivalUs;
    this.firstMediaUs = mediaUs;
    this.isConnected = true;
  }

  private sample(differenceUs: number): void {
    this.jitterUs += (differenceUs - this.jitterUs) * GAIN;
    this.jitterSumUs += this.jitterUs;
    if (this.jitterUs > this.jitterMaxUs) this.jitterMaxUs = this.jitterUs;
    this.samples++;
  }
}
