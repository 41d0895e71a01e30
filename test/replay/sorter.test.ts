import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventBatch } from '../../src/model/event-batch.ts';
import { sorted } from '../../src/replay/order.ts';
import { RunFolder } from '../../src/replay/run-file.ts';
import { Sorter } from '../../src/replay/sorter.ts';
import { batchOf, linesOf, type Row } from './rows.ts';
import { withScratch } from './scratch.ts';

async function added(rows: EventBatch, scratch: string, rowsInMemory: number): Promise<Sorter> {
  const sorter = new Sorter(new RunFolder(scratch, rowsInMemory));
  for (let row = 0; row < rows.length; row++) await sorter.add(rows, row);
  return sorter;
}

async function linesSorted(sorter: Sorter): Promise<number[]> {
  const lines: number[] = [];
  for await (const batch of sorter.sorted()) lines.push(...linesOf(batch));
  return lines;
}

/** Rows whose times repeat and fall, without any randomness. */
function disordered(count: number): EventBatch {
  return batchOf(Array.from({ length: count }, (_, place): Row => ({ at: (place * 7919) % 1009 })));
}

describe('Sorter', () => {
  it('of nothing gives nothing', () =>
    withScratch(async (folder, held) => {
      expect(await linesSorted(new Sorter(new RunFolder(folder, 2)))).toEqual([]);
      expect(await held()).toEqual([]);
    }));

  it('touches no disk while the rows fit', () =>
    withScratch(async (folder, held) => {
      const sorter = await added(batchOf([{ at: 3 }, { at: 1 }, { at: 2 }]), folder, 4);
      expect(await held()).toEqual([]);
      expect(await linesSorted(sorter)).toEqual([2, 3, 1]);
    }));

  it('writes a run when the memory is full, for its owner alone, and removes it when all is read', () =>
    withScratch(async (folder, held) => {
      const sorter = await added(batchOf([{ at: 3 }, { at: 1 }, { at: 2 }, { at: 0 }, { at: 9 }]), folder, 2);
      const runs = (await held()).filter((path) => path.endsWith('run'));
      expect(runs).toHaveLength(2);
      for (const run of runs) expect((await stat(join(folder, run))).mode & 0o777).toBe(0o600);
      expect(await linesSorted(sorter)).toEqual([4, 2, 3, 1, 5]);
      expect(await held()).toEqual([]);
    }));

  it('removes its files when reading stops early', () =>
    withScratch(async (folder, held) => {
      const sorter = await added(disordered(20_000), folder, 3000);
      let rows = 0;
      for await (const batch of sorter.sorted()) {
        rows = batch.length;
        break;
      }
      expect(rows).toBeGreaterThan(0);
      expect(rows).toBeLessThan(20_000);
      expect(await held()).toEqual([]);
    }));

  it('sorts the same way through files of several chunks as in memory', () =>
    withScratch(async (folder) => {
      const rows = disordered(25_000);
      const expected = linesOf(sorted(rows));
      expect(await linesSorted(await added(rows, folder, 10_000))).toEqual(expected);
      expect(await linesSorted(await added(rows, folder, 1_000_000))).toEqual(expected);
    }));

  it('sorts the same way whatever fits in memory', () =>
    withScratch(async (folder, held) => {
      const kinds = fc.constantFrom<NonNullable<Row['kind']>[]>(
        'join',
        'leave',
        'state',
        'heartbeat',
        'error',
      );
      const row = fc.record({ at: fc.nat(20), kind: kinds, source: fc.nat(2) });
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { maxLength: 40 }),
          fc.integer({ min: 1, max: 12 }),
          async (rows, fits) => {
            const batch = batchOf(rows);
            expect(await linesSorted(await added(batch, folder, fits))).toEqual(linesOf(sorted(batch)));
            expect(await held()).toEqual([]);
          },
        ),
        { numRuns: 40 },
      );
    }));
});

describe('RunFolder', () => {
  it('removes on closing what a sorter that was dropped left behind, and nothing twice', () =>
    withScratch(async (folder, held) => {
      const runs = new RunFolder(folder, 2);
      const [dropped, read] = [new Sorter(runs), new Sorter(runs)];
      for (let row = 0; row < 5; row++) {
        await dropped.add(disordered(5), row);
        await read.add(disordered(5), row);
      }
      expect(await linesSorted(read)).toHaveLength(5);
      expect((await held()).filter((path) => path.endsWith('run'))).toHaveLength(2);
      await runs.close();
      await runs.close();
      expect(await held()).toEqual([]);
    }));

  it('gives back every column of every row', () =>
    withScratch(async (folder, held) => {
      const rows = new EventBatch(8);
      for (let row = 0; row < 5; row++) fillDistinct(rows, row);
      const runs = new RunFolder(folder, 5);
      const run = await runs.write(rows, 2);
      const back = new EventBatch(8);
      const chunks: number[] = [];
      while (await run.ensure()) {
        chunks.push(run.ready.length);
        for (; run.at < run.ready.length; run.at++) back.pushFrom(run.ready, run.at);
      }
      expect(chunks).toEqual([2, 2, 1]);
      expect(back).toEqual(rows);
      await runs.remove(run);
      expect(await held()).toEqual([]);
    }));
});

/** Appends a row whose every cell differs from every other, as far as its column can hold it. */
function fillDistinct(batch: EventBatch, place: number): void {
  const base = (place + 1) * 20;
  const row = batch.push(base + 1, 1_772_395_200_000 + base);
  batch.code[row] = base + 2;
  batch.flags[row] = base + 3;
  batch.source[row] = 60_000 + base;
  batch.line[row] = 2 ** 40 + base;
  batch.byte[row] = 2 ** 41 + base;
  batch.stream[row] = 4_000_000_000 + base;
  batch.session[row] = 4_000_000_001 + base;
  batch.viewer[row] = 4_000_000_002 + base;
  batch.dims[row] = 4_000_000_003 + base;
  batch.idA[row] = 2 ** 52 + base;
  batch.idB[row] = 2 ** 51 + base;
  for (let c = 0; c < 3; c++) batch.setStr(c, row, 4_000_000_010 + base + c);
  // One number is absent, in another place in each row.
  for (let c = 0; c < 7; c++) batch.setNum(c, row, c === place ? Number.NaN : base + c + 0.25);
}
