/** The scanner's memory near the ends of what 32 bits say: half of it (signs) and all of it (where addresses wrap). */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TOP } from '../../../src/input/scan/layout.ts';
import { ScanMemory } from '../../../src/input/scan/scan-memory.ts';
import { wasm } from '../../../src/input/scan/web-assembly.ts';
import { LimitError } from '../../../src/model/errors.ts';
import type { Report } from '../../../src/model/report.ts';
import { run } from '../../../src/pipeline.ts';
import { DEFAULT_OPTIONS } from '../../../src/run-options.ts';

const MIB = 2 ** 20;
const HALF = 2 ** 31;
const ALL = 2 ** 32;
const FULL = 'more distinct texts (ids, URLs) than fit in 4 GiB';

afterEach(() => void vi.restoreAllMocks());

async function memoryFrom(top: number): Promise<ScanMemory> {
  const memory = await ScanMemory.create();
  if (memory === null) throw new Error('no address space for the test');
  memory.view.writeUInt32LE(top, TOP);
  return memory;
}

/** Viewers who join and leave, each with a long id of its own: 2.7 MB, and 2 MB of ids. */
async function* log(): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < 10_000; from += 100) {
    let text = '';
    for (let viewer = from; viewer < from + 100; viewer++) {
      const id = `"viewer_id":"${'long-'.repeat(16)}${viewer}","session_id":"${'s'.repeat(90)}${viewer}"`;
      const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
      text += `{"type":"join","ts":"${at(viewer)}",${id}}\n{"type":"leave","ts":"${at(viewer)}",${id}}\n`;
    }
    yield Buffer.from(text);
  }
}

async function reportIn(lane: 'fast' | 'library'): Promise<Report> {
  return (await run([log()], { ...DEFAULT_OPTIONS, lane })).report;
}

describe('a run', () => {
  it.each([
    { name: 'begins just below half', top: HALF - 64 },
    { name: 'goes beyond half with its first block', top: HALF - MIB / 2 },
    { name: 'goes beyond half with its ids', top: HALF - 6 * MIB },
    { name: 'begins above half', top: HALF + MIB },
    { name: 'ends just below the end', top: ALL - 24 * MIB },
  ])('comes to the same as in the library lane when its memory $name', async ({ top }) => {
    const memory = await memoryFrom(top);
    vi.spyOn(ScanMemory, 'create').mockResolvedValue(memory);
    const report = await reportIn('fast');
    expect(memory.view.readUInt32LE(TOP)).toBeGreaterThan(top + 4 * MIB);
    expect(report).toEqual(await reportIn('library'));
  });

  it.each([
    { name: 'its first block', top: ALL - MIB / 2, place: '' },
    { name: 'its ids', top: ALL - 4 * MIB, place: ', met at input 1, line ' },
  ])('is a LimitError when memory ends in $name', async ({ top, place }) => {
    vi.spyOn(ScanMemory, 'create').mockResolvedValue(await memoryFrom(top));
    const error: unknown = await reportIn('fast').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LimitError);
    expect((error as LimitError).message.startsWith(`${FULL}${place}`)).toBe(true);
  });

  it('is a LimitError when the system gives no more memory', async () => {
    const { Memory } = wasm;
    class Small {
      constructor(limits: ConstructorParameters<typeof Memory>[0]) {
        // biome-ignore lint/correctness/noConstructorReturn: a memory cannot be derived from
        return new Memory({ ...limits, maximum: 64 });
      }
    }
    vi.spyOn(wasm, 'Memory').mockImplementation(Small as never);
    const error: unknown = await reportIn('fast').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LimitError);
    expect((error as LimitError).message).toMatch(/ than fit in 4 GiB, met at input 1, line \d+; /);
  });
});

describe('what does not fit', () => {
  it('is refused, however often it is asked for, and takes nothing', async () => {
    const memory = await memoryFrom(ALL - 256);
    expect([memory.allocate(64), memory.allocate(64)]).toEqual([ALL - 256, ALL - 192]);
    // 128 bytes are left, of which the last 64 are spare.
    for (const bytes of [65, 4096, HALF, ALL - 1, ALL - 65, 200]) {
      expect(() => memory.allocate(bytes)).toThrow(LimitError);
    }
    expect(memory.allocate(64)).toBe(ALL - 128);
    expect(() => memory.allocate(1)).toThrow(LimitError);
    expect(memory.view.readUInt32LE(TOP)).toBe(ALL - 64);
  });

  it('leaves the ids as they are, and nobody waits for the table', async () => {
    const memory = await memoryFrom(ALL - 2 * MIB);
    const ids = new Map<string, number>();
    const add = (count: number): void => {
      const text = `${'x'.repeat(500)}${count}`;
      ids.set(text, memory.texts.id(text));
    };
    expect(() => {
      for (let count = 0; ; count++) add(count);
    }).toThrow(FULL);
    expect(ids.size).toBeGreaterThan(1000);
    expect(() => memory.texts.id('y'.repeat(5000))).toThrow(FULL);
    for (const [text, id] of ids) expect(memory.texts.id(text)).toBe(id);
  });
});
