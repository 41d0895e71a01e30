/** A log whose keys, units and words were changed, read by the map that says how, gives the report it gave before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsOf } from '../../src/formats/canonical-units.ts';
import { type FieldMapText, fieldMap } from '../../src/formats/field-map-text.ts';
import { run } from '../../src/pipeline.ts';
import type { RunOptions } from '../../src/run-options.ts';
import { difference, everything } from './everything.ts';
import { mixedLog } from './mixed-log.ts';

type Fields = Record<string, unknown>;

/** How many of a unit make one of the field's own; worked out apart from the program's table. */
const OWN_PER_UNIT: Readonly<Record<string, string>> = {
  ms: '1',
  s: '1e3',
  us: '1e-3',
  ns: '1e-6',
  min: '6e4',
  bps: '1',
  kbps: '1e3',
  Mbps: '1e6',
  B: '1',
  kB: '1e3',
  MB: '1e6',
  KiB: '1024',
  MiB: '1048576',
};
/** Fields whose words are changed. */
const WORDED = new Set(['type', 'state', 'reason', 'media_type', 'quality']);

/** A number in another unit, as a decimal text: powers of ten only move its digits. */
function inUnit(value: number, unit: string): number {
  const per = OWN_PER_UNIT[unit] as string;
  const power = /^1e(-?\d+)$/.exec(per);
  return power === null ? value / Number(per) : Number(`${value}e${-Number(power[1])}`);
}

interface Disguise {
  readonly lines: readonly string[];
  readonly map: FieldMapText;
}

/** @param choice - a number from 0 up to, not including, `below` */
function disguise(log: string, choice: (below: number) => number): Disguise {
  const records = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Fields);
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const fields: Record<string, string | { from: string; unit: string }> = {};
  const values: Record<string, Record<string, string>> = {};
  const places = new Map<string, { keys: string[]; unit: string | null }>();
  const words = new Map<string, string>();
  for (const [at, name] of names.entries()) {
    // Some keep their names: what a map does not mention is read as ever.
    const shape = choice(5);
    // Messages are no field: nothing is made of them.
    if ((shape === 0 && !WORDED.has(name)) || name === 'message') continue;
    const keys = [[`k${at}`], [`k.${at}`], ['deep', `k${at}`], ['deep', 'er', `k${at}`]][
      shape % 4
    ] as string[];
    const units = unitsOf(name);
    const unit = units.length === 0 ? null : (units[choice(units.length)] as string);
    const from = keys.map((key) => key.replace('.', '\\.')).join('.');
    places.set(name, { keys, unit });
    fields[name] = unit === null ? from : { from, unit };
  }
  const wordOf = (name: string, value: unknown): string => {
    const key = `${name} ${value}`;
    const known = words.get(key) ?? `word ${words.size}`;
    words.set(key, known);
    values[name] = { ...values[name], [known]: String(value) };
    return known;
  };
  const lines = records.map((record) => {
    const told: Fields = {};
    for (const [name, value] of Object.entries(record)) {
      const place = places.get(name);
      const { keys, unit } = place ?? { keys: [name], unit: null };
      let inner = told;
      for (const key of keys.slice(0, -1)) {
        inner[key] ??= {};
        inner = inner[key] as Fields;
      }
      const last = keys.at(-1) as string;
      if (WORDED.has(name)) inner[last] = wordOf(name, value);
      else inner[last] = unit === null ? value : inUnit(value as number, unit);
    }
    return JSON.stringify(told);
  });
  return { lines, map: { fields, values } };
}

async function reportOf(text: string, options: Partial<RunOptions> = {}): Promise<string> {
  async function* content() {
    yield Buffer.from(text);
  }
  const { report } = await everything(run, [content()], options);
  const { input, ...rest } = report;
  return JSON.stringify([rest, input.used, input.skipped, input.bad]);
}

describe('a log in disguise', () => {
  it('gives the report of the log, in both lanes and with any number of shards', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.infiniteStream(fc.nat(1 << 20)), async (seed, stream) => {
        const log = mixedLog(seed);
        const { lines, map } = disguise(log, (below) => (stream.next().value as number) % below);
        const told = `${lines.join('\n')}\n`;
        const plain = await reportOf(log);
        for (const options of [{}, { lane: 'library' }, { lane: 'fast' }, { shards: 3 }] as const) {
          const found = await reportOf(told, { ...options, map: fieldMap(map) });
          expect(difference(found, plain), JSON.stringify(options)).toBe('the same');
        }
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('is not read without the map', async () => {
    const { lines } = disguise(mixedLog(1), () => 1);
    expect(await reportOf(lines.join('\n'))).toMatch(/,0,\{[^,]*\},\{[^,]*\}\]$/);
  });
});
