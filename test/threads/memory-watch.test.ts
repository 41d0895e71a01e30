import { describe, expect, it } from 'vitest';
import { LimitError } from '../../src/model/errors.ts';
import { type MemoryGauge, MemoryWatch } from '../../src/threads/memory-watch.ts';

const MIB = 2 ** 20;

/** A heap of 100 MiB on a machine of 1,000 MiB, of which so much is garbage. */
class Made implements MemoryGauge {
  readonly heapLimitBytes = 100 * MIB;
  readonly machineBytes = 1000 * MIB;
  heap = 0;
  process = 0;
  garbage = 0;
  collected = 0;

  heapBytes(): number {
    return this.heap * MIB;
  }

  processBytes(): number {
    return this.process * MIB;
  }

  collect(): void {
    this.collected += 1;
    this.heap -= this.garbage;
    this.process -= this.garbage;
    this.garbage = 0;
  }
}

function checked(gauge: Made): string {
  try {
    new MemoryWatch(gauge).check();
    return 'goes on';
  } catch (error) {
    expect(error).toBeInstanceOf(LimitError);
    return (error as LimitError).message;
  }
}

describe('MemoryWatch', () => {
  it.each([
    { name: 'little in use', heap: 10, garbage: 0, says: 'goes on', collected: 0 },
    { name: 'a lot, which is not looked at yet', heap: 85, garbage: 0, says: 'goes on', collected: 0 },
    { name: 'a lot, most of it garbage', heap: 90, garbage: 80, says: 'goes on', collected: 1 },
    { name: 'just enough without the garbage', heap: 90, garbage: 15, says: 'goes on', collected: 1 },
    {
      name: 'too much without the garbage',
      heap: 90,
      garbage: 14,
      says:
        'memory of the program (V8 heap): 76 MiB of 100 MiB in use; give it more with ' +
        'NODE_OPTIONS=--max-old-space-size=200, end earlier with --to, or split the input by viewer',
      collected: 1,
    },
  ])('heap: $name', ({ heap, garbage, says, collected }) => {
    const gauge = Object.assign(new Made(), { heap, garbage });
    expect(checked(gauge)).toBe(says);
    expect(gauge.collected).toBe(collected);
  });

  it.each([
    { name: 'as much as may be', process: 950, garbage: 0, says: 'goes on', collected: 0 },
    { name: 'more, but for garbage', process: 980, garbage: 30, says: 'goes on', collected: 1 },
    {
      name: 'more',
      process: 980,
      garbage: 29,
      says:
        'memory of the machine: 951 MiB of 1000 MiB are held; use a machine (or container) with more memory, ' +
        'end earlier with --to, or split the input by viewer',
      collected: 1,
    },
  ])('machine: $name', ({ process, garbage, says, collected }) => {
    const gauge = Object.assign(new Made(), { process, garbage });
    expect(checked(gauge)).toBe(says);
    expect(gauge.collected).toBe(collected);
  });

  it.each([
    { heap: 40, garbage: 0, more: 45, fits: true, collected: 0 },
    { heap: 60, garbage: 20, more: 45, fits: true, collected: 1 },
    { heap: 60, garbage: 19, more: 45, fits: false, collected: 1 },
  ])('sees whether $more MiB more fit: $heap in use, $garbage of it garbage', ({ more, fits, ...made }) => {
    const gauge = Object.assign(new Made(), { heap: made.heap, garbage: made.garbage });
    const ask = () => new MemoryWatch(gauge).expectRoom(more * MIB);
    if (fits) ask();
    else expect(ask).toThrow('memory of the program (V8 heap): 86 MiB of 100 MiB needed; ');
    expect(gauge.collected).toBe(made.collected);
  });

  it('looks at the machine again and again, not at every check', () => {
    const gauge = new Made();
    let looks = 0;
    gauge.processBytes = () => {
      looks += 1;
      return 0;
    };
    const watch = new MemoryWatch(gauge);
    for (let checks = 0; checks < 3200; checks++) watch.check();
    expect(looks).toBe(100);
  });

  it('remembers where it was asked last', () => {
    const watch = new MemoryWatch(new Made());
    expect(watch.place).toBe(null);
    watch.checkAt({ place: 'a.ndjson, line 7' });
    watch.check();
    expect(watch.place).toBe('a.ndjson, line 7');
  });

  it('has numbers of its own thread, and a collector', () => {
    const kept: object[] = [];
    for (let made = 0; made < 100_000; made++) kept.push({ made });
    const watch = new MemoryWatch();
    expect(() => watch.check()).not.toThrow();
    expect(kept.length).toBe(100_000);
  });
});
