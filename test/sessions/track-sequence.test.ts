import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SequenceRun } from '../../src/model/track-facts.ts';
import { SequenceChain } from '../../src/sessions/track-sequence.ts';

function runsOf(numbers: readonly number[], sequence16 = false): SequenceRun[] {
  const runs: SequenceRun[] = [];
  const chain = new SequenceChain(sequence16, (run) => runs.push(run));
  for (const number of numbers) chain.add(number);
  chain.close();
  return runs;
}

/** expected, received, distinct, duplicates, reordered of each run. */
function counts(numbers: readonly number[], sequence16 = false): number[][] {
  return runsOf(numbers, sequence16).map((run) => [
    run.max - run.min + 1,
    run.received,
    run.distinct,
    run.duplicates,
    run.reordered,
  ]);
}

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('packet numbers', () => {
  it.each([
    { name: 'vector V5', numbers: [65533, 65534, 0, 1, 1, 3], is16: true, runs: [[7, 6, 5, 1, 0]] },
    {
      name: 'numbers that do not wrap',
      numbers: [65535, 65536, 65538],
      is16: false,
      runs: [[4, 3, 3, 0, 0]],
    },
    {
      name: 'a first packet that is not the lowest',
      numbers: [1590, 1579, 1591],
      is16: true,
      runs: [[13, 3, 3, 0, 1]],
    },
    {
      name: 'a packet from before the wrap, after it',
      numbers: [65534, 0, 65535, 1],
      is16: true,
      runs: [[4, 4, 4, 0, 1]],
    },
    {
      name: 'packets before the first across zero',
      numbers: [1, 65535, 0, 2],
      is16: true,
      runs: [[4, 4, 4, 0, 2]],
    },
    { name: 'a repeated packet', numbers: [1, 2, 2, 3, 1], is16: false, runs: [[3, 5, 3, 2, 1]] },
    { name: 'one packet', numbers: [9], is16: false, runs: [[1, 1, 1, 0, 0]] },
    {
      name: 'a long outage is loss where numbers do not wrap',
      numbers: [1, 2, 9000, 9001],
      is16: false,
      runs: [[9001, 4, 4, 0, 0]],
    },
    {
      name: 'a sparse numbering',
      numbers: [0, 5000, 10_000, 15_000],
      is16: false,
      runs: [[15_001, 4, 4, 0, 0]],
    },
    {
      name: 'an outage with its end reordered',
      numbers: [1, 2, 9001, 9000, 9002],
      is16: false,
      runs: [[9002, 5, 5, 0, 1]],
    },
    { name: 'a jump by the last packet', numbers: [1, 2, 9000], is16: false, runs: [[9000, 3, 3, 0, 0]] },
    {
      name: 'a jump where numbers wrap: a restart',
      numbers: [1, 2, 9000, 9001],
      is16: true,
      runs: [
        [2, 2, 2, 0, 0],
        [2, 2, 2, 0, 0],
      ],
    },
    {
      name: 'an old number beyond memory',
      numbers: [0, 70_000, 70_001, 69_999],
      is16: false,
      runs: [[70_002, 4, 4, 0, 1]],
    },
  ])('$name', ({ numbers, is16, runs }) => {
    expect(counts(numbers, is16)).toEqual(runs);
  });

  it('takes numbers that begin again for a new run', () => {
    expect(counts([...upTo(0, 500), ...upTo(0, 300)])).toEqual([
      [500, 500, 500, 0, 0],
      [300, 300, 300, 0, 0],
    ]);
    expect(counts([...upTo(5000, 5500), ...upTo(0, 300)])).toEqual([
      [500, 500, 500, 0, 0],
      [300, 300, 300, 0, 0],
    ]);
  });

  it('takes a burst that comes 200 packets late for late, not for a restart', () => {
    const numbers = [...upTo(0, 100), ...upTo(110, 310), ...upTo(100, 110), ...upTo(310, 320)];
    expect(counts(numbers, true)).toEqual([[320, 320, 320, 0, 10]]);
  });

  it('leaves out one stray number', () => {
    const [run, ...others] = runsOf([...upTo(0, 10), 1_000_000, ...upTo(10, 20)]);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ min: 0, max: 19, received: 20, distinct: 20, strays: 1 });
  });

  it('counts a packet that is too late to be known', () => {
    const [run] = runsOf([...upTo(0, 70_000), 3, 70_000]);
    expect(run).toMatchObject({ max: 70_000, received: 70_002, distinct: 70_001, forgotten: 1 });
  });

  it('does not take heavy reordering for wraps: any order within 1,000 packets', () => {
    const delays = fc.array(fc.tuple(fc.boolean(), fc.nat(1000)), { minLength: 1, maxLength: 3000 });
    fc.assert(
      fc.property(delays, fc.nat(0xffff), (packets, start) => {
        const sent = packets.map(([lost, delay], i) => ({ i, lost: lost && i % 7 === 3, at: i + delay }));
        const kept = sent.filter(({ lost }) => !lost).sort((a, b) => a.at - b.at || a.i - b.i);
        const numbers = kept.map(({ i }) => i);
        const [run, ...others] = runsOf(
          numbers.map((i) => (start + i) & 0xffff),
          true,
        );
        expect(others).toEqual([]);
        if (run === undefined) return expect(numbers).toEqual([]);
        const expected = Math.max(...numbers) - Math.min(...numbers) + 1;
        expect([run.max - run.min + 1, run.distinct, run.duplicates]).toEqual([expected, numbers.length, 0]);
      }),
      { numRuns: 50 },
    );
  });

  it('samples at most 256 numbers, the same for equal numberings', () => {
    const [a] = runsOf(upTo(0, 20_000));
    const [b] = runsOf(upTo(0, 20_000).filter((number) => number % 2 === 0));
    expect(a?.sample.numbers.length).toBeLessThanOrEqual(256);
    expect(a?.sample.numbers.length).toBeGreaterThan(64);
    const shared = b?.sample.numbers.filter((number) => a?.sample.numbers.includes(number)) ?? [];
    expect(shared.length).toBeGreaterThan(32);
  });
});
