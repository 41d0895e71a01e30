/** The scanner and the library lane make the same of every line of a dump of lines; see `dump-agreement.test.ts`. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ffprobeCompact } from '../../src/formats/ffprobe-compact.ts';
import { ffprobeCsv } from '../../src/formats/ffprobe-csv.ts';
import { CsvFramer } from '../../src/input/csv.ts';
import { TextLineFramer } from '../../src/input/text-lines.ts';
import { type DumpKind, expectSameDump, lineDump } from './dump-lanes.ts';
import { mutated } from './scan-lines.ts';

const FOLDER = new URL('../../fixtures/ffprobe/', import.meta.url);
const CSV = lineDump(ffprobeCsv, () => new CsvFramer(','), ',');
const COMPACT = lineDump(ffprobeCompact, () => new TextLineFramer(), '|');
const kindOf = (name: string) => (name.includes('csv') ? CSV : COMPACT);
/** Dumps whose lines begin with a section word: the others have no plan. */
const DUMPS = readdirSync(FOLDER).filter(
  (name) =>
    /csv|compact/.test(name) && /^(packet|frame)[,|]/m.test(readFileSync(new URL(name, FOLDER), 'utf8')),
);
const dumpOf = (name: string) => readFileSync(new URL(name, FOLDER));
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

type Cells = readonly (readonly [name: string, value: string])[];

function packet(at: number): Cells {
  const isVideo = at % 2 === 0;
  return [
    ['codec_type', isVideo ? 'video' : 'audio'],
    ['stream_index', isVideo ? '0' : '1'],
    ['pts', String(at * 3600)],
    ['pts_time', (at / 25).toFixed(6)],
    ['dts', String(at * 3600)],
    ['dts_time', ((at - 2) / 25).toFixed(6)],
    ['duration', '3600'],
    ['duration_time', '0.040000'],
    ['size', String(1000 + at)],
    ['pos', at % 3 === 0 ? 'N/A' : '564'],
    ['flags', at % 50 === 0 ? 'K__' : '___'],
  ];
}

const named = (cells: Cells, by: string) => ['packet', ...cells.map((cell) => cell.join('='))].join(by);
const bare = (cells: Cells, by: string) => ['packet', ...cells.map(([, value]) => value)].join(by);
const LAYOUTS: readonly { name: string; kind: DumpKind; line: (cells: Cells) => string }[] = [
  { name: 'csv', kind: CSV, line: (cells) => bare(cells, ',') },
  { name: 'csv with names', kind: CSV, line: (cells) => named(cells, ',') },
  { name: 'compact', kind: COMPACT, line: (cells) => named(cells, '|') },
  { name: 'compact without names', kind: COMPACT, line: (cells) => bare(cells, '|') },
];

describe.each(LAYOUTS)('plain packets of $name', ({ kind, line }) => {
  it.each(['\n', '\r\n', '\n\n'])('are taken by the scanner, all but the first (ends %j)', async (end) => {
    const dump = many(300, (at) => line(packet(at)) + end).join('');
    expect((await expectSameDump(dump, { kind })).scanned).toBe(299);
    expect((await expectSameDump(dump, { kind, startMs: 1_700_000_000_000, chunkBytes: 999 })).scanned).toBe(
      299,
    );
  });

  it('come out the same with other cells, behind each other and beside odd lines', async () => {
    const odd = fc.constantFrom(
      ...[
        '',
        ' ',
        'side_data,x',
        'stream,0,h264',
        'stream|index=0|codec_type=video',
        'packet',
        'packet,',
        'packet|',
      ],
      ...[
        'frame,video,0,1',
        'frame|media_type=video|pkt_size=1|pts_time=1',
        'format,x',
        '"packet",video',
        'video,0',
      ],
      ...[
        'packet,"video",0',
        'packet|codec_type=vi\\deo|size=1',
        'x"y',
        'pack\0et,',
        'é',
        '"open',
        'packet|=|size=1',
      ],
      ...['packet|size=1|codec_type=audio|stream', 'packet|codec_type=audio|x|size=1|pts_time=1|flags=K_'],
    );
    const value = fc.constantFrom(
      ...'video,audio,data,unknown,0,1,-1,1.5,1.500000,-0.000000,9999999999.000000,0.0000015,N/A,K__,__C,K,k,1 s,0:00:01.5'.split(
        ',',
      ),
      ...['', ' ', 'é', '"', '\\', 'a=b', '\t', 'x'.repeat(40)],
    );
    const change = fc.oneof(
      fc.record({ at: fc.nat(10), to: value }),
      fc.record({
        at: fc.nat(10),
        name: fc.constantFrom('size', 'pts_time', 'flags', 'tag:x', 'side data', ''),
      }),
      fc.record({ at: fc.nat(10), cut: fc.constant(true) }),
      fc.record({ at: fc.nat(10), more: fc.constantFrom('side_data', 'stream', 'size=7', 'x', 'id=1') }),
    );
    const changed = fc
      .tuple(fc.nat(3000), fc.array(change, { minLength: 1, maxLength: 2 }))
      .map(([at, changes]) => {
        const cells = packet(at).map(([name, text]) => [name, text] as [string, string]);
        const text = line(cells);
        const by = text.charAt(6);
        const parts = text.split(by);
        for (const one of changes) {
          const [name = '', old = ''] = (parts[one.at + 1] ?? '').split('=');
          const isNamed = (parts[one.at + 1] ?? '').includes('=');
          if ('to' in one) parts[one.at + 1] = isNamed ? `${name}=${one.to}` : one.to;
          else if ('name' in one) parts[one.at + 1] = `${one.name}=${old}`;
          else if ('cut' in one) parts.splice(one.at + 1, 1);
          else parts.push(one.more);
        }
        return parts.join(by);
      });
    const plain = fc.nat(3000).map((at) => line(packet(at)));
    const lines = fc.array(
      fc.oneof(
        { weight: 6, arbitrary: plain },
        { weight: 3, arbitrary: changed },
        { weight: 1, arbitrary: odd },
      ),
      { minLength: 5, maxLength: 60 },
    );
    const end = fc.constantFrom('\n', '\r\n', '\n\r\n');
    let scanned = 0;
    await fc.assert(
      fc.asyncProperty(lines, end, fc.integer({ min: 1, max: 3000 }), async (list, by, chunkBytes) => {
        const dump = `${line(packet(1))}${by}${list.join(by)}`;
        scanned += (await expectSameDump(dump, { kind, chunkBytes })).scanned;
      }),
      { numRuns: 150 },
    );
    expect(scanned).toBeGreaterThan(500);
  }, 60_000);

  it('come out the same with bytes changed, lost and added, and when they are cut', async () => {
    const dump = Buffer.from(many(40, (at) => `${line(packet(at))}\n`).join(''));
    const head = Buffer.from(`${line(packet(1))}\n`);
    await fc.assert(
      fc.asyncProperty(mutated, fc.integer({ min: 1, max: 3000 }), async (change, chunkBytes) => {
        await expectSameDump(Buffer.concat([head, change(dump)]), { kind, chunkBytes });
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('come out the same beside long lines', async () => {
    const list = many(9, (at) => line(packet(at)));
    for (const bytes of [16_000, 16_384, 17_000, 150_000, 1_048_000, 1_100_000]) {
      const long = list.flatMap((one) => [one, `${one}${one.charAt(6)}${'x'.repeat(bytes)}`]).slice(0, 8);
      await expectSameDump(long.join('\n'), { kind, chunkBytes: 1 << 20 });
      await expectSameDump(`${long.join('\n')}\n`, { kind, chunkBytes: 70_000 });
    }
  }, 60_000);
});

describe('dumps that ffprobe wrote', () => {
  it.each(DUMPS)(
    '%s comes out the same',
    async (name) => {
      expect(DUMPS.length).toBeGreaterThan(8);
      for (const chunkBytes of [37, 100, 4096, 1 << 20])
        await expectSameDump(dumpOf(name), { kind: kindOf(name), chunkBytes });
    },
    60_000,
  );
});
