import { describe, expect, it } from 'vitest';
import { RawKeeper } from '../../src/reading/raw-keeper.ts';

/** How many of so many records of so many bytes are still known when the last was kept, counted from the last. */
function known(records: number, bytes: number): number {
  const keeper = new RawKeeper(true);
  const raw = new Uint8Array(bytes);
  for (let line = 1; line <= records; line++) keeper.keep({ line, byte: line * bytes, bytes }, raw);
  for (let back = 0; back < records; back++) {
    const line = records - back;
    if (keeper.find(line, line * bytes) === null) return back;
  }
  return records;
}

describe('RawKeeper', () => {
  it('keeps nothing when no rejects are written', () => {
    const keeper = new RawKeeper(false);
    keeper.keep({ line: 1, byte: 0, bytes: 1 }, Uint8Array.of(1));
    expect(keeper.find(1, 0)).toBeNull();
  });

  it.each([
    // Two blocks of 1 MiB and the 100 records that judge a clock, with room.
    { name: 'of 4 KiB', bytes: 4096, records: 20_000, least: 1000, most: 8192 },
    { name: 'of 100 bytes', bytes: 100, records: 200_000, least: 65_536, most: 131_072 },
  ])('keeps the last records $name, and at most 32 MiB of them', ({ bytes, records, least, most }) => {
    const count = known(records, bytes);
    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(most);
  });
});
