import { describe, expect, it } from 'vitest';
import { ArrivalPace } from '../../src/sessions/track-pace.ts';

/** Packets as [arrival, media] in ms. */
function paceOf(packets: readonly (readonly [number, number])[], broken: readonly number[] = []) {
  const pace = new ArrivalPace();
  for (const [i, [arrival, media]] of packets.entries()) {
    pace.add(arrival * 1000, media * 1000, broken.includes(i));
  }
  return pace.close();
}

describe('arrival against media time', () => {
  it('is the jitter of vector V4: transits 0, 10, 4, 4, 20 ms', () => {
    const transits = [0, 10, 4, 4, 20];
    const pace = paceOf(transits.map((transit, i) => [i * 20 + transit, i * 20]));
    // By hand: 0.625, 0.9609375, 0.90087890625, 1.844573974609375 ms.
    expect(pace).toEqual({
      driftUs: 20_000,
      jitterSamples: 4,
      jitterSumNs: Math.round((0.625 + 0.9609375 + 0.90087890625 + 1.844573974609375) * 1e6),
      jitterMaxNs: 1_844_574,
    });
  });

  it('knows nothing of one packet', () => {
    expect(paceOf([[0, 0]])).toBeNull();
  });

  it('starts drift anew where arrival and media part at a reconnect', () => {
    const packets = [
      [0, 0],
      [100, 40],
      [200, 60_000],
      [260, 60_040],
    ] as const;
    expect(paceOf(packets, [2])).toMatchObject({ driftUs: 20_000, jitterSamples: 2 });
    // An outage that both clocks show is none.
    expect(
      paceOf(
        [
          [0, 0],
          [100, 40],
          [60_100, 60_040],
        ],
        [2],
      ),
    ).toMatchObject({ driftUs: 60_000, jitterSamples: 2 });
  });

  it('starts anew where media times began again', () => {
    const pace = new ArrivalPace();
    pace.add(0, 0, false);
    pace.add(50_000, 40_000, false);
    pace.reconnect();
    pace.add(30_000_000, 80_000, true);
    pace.add(30_045_000, 120_000, false);
    expect(pace.close()).toMatchObject({ driftUs: 5000, jitterSamples: 2 });
  });

  it('keeps what it knew when nothing arrives after the media clock began again', () => {
    const pace = new ArrivalPace();
    pace.add(0, 0, false);
    pace.add(50_000, 40_000, false);
    pace.reconnect();
    expect(pace.close()).toMatchObject({ driftUs: 10_000, jitterSamples: 1 });
  });
});
