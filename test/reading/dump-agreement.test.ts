/**
 * The scanner and the library lane make the same rows, fates, reasons, notes and facts of every element of a dump. The
 * library lane is the referee: what the scanner leaves comes to it anyway.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { readTgz } from '../input/tgz.ts';
import { expectSameDump, fastDump, libraryDump } from './dump-lanes.ts';
import { mutated } from './scan-lines.ts';

/** Every chunk of a few bytes costs a try. */
vi.setConfig({ testTimeout: 60_000 });

const FOLDER = new URL('../../fixtures/ffprobe/', import.meta.url);
const SUITE = new URL('../../fixtures/conformance/JSONTestSuite-test_parsing.tgz', import.meta.url);
const DUMPS = readdirSync(FOLDER).filter((name) => /\.json/.test(name));
const dumpOf = (name: string) => readFileSync(new URL(name, FOLDER));

/** Layouts of one value: ffprobe's, compact, one element a line. */
const LAYOUTS: readonly ((value: object) => string)[] = [
  (value) => `${JSON.stringify(value, null, 4)}\n`,
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value).replaceAll(',{', ',\n{'),
  (value) => JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n'),
];

interface Packet {
  readonly [field: string]: unknown;
}

function packet(at: number, more: Packet = {}): Packet {
  const isVideo = at % 2 === 0;
  return {
    codec_type: isVideo ? 'video' : 'audio',
    stream_index: isVideo ? 0 : 1,
    pts: at * 3600,
    pts_time: (at / 25).toFixed(6),
    dts: at * 3600,
    dts_time: ((at - 2) / 25).toFixed(6),
    duration: 3600,
    duration_time: '0.040000',
    size: String(1000 + at),
    pos: '564',
    flags: at % 50 === 0 ? 'K__' : '___',
    ...more,
  };
}

function frame(at: number, more: Packet = {}): Packet {
  return {
    media_type: 'video',
    stream_index: 0,
    key_frame: at % 10 === 0 ? 1 : 0,
    pts_time: 'N/A',
    best_effort_timestamp_time: (at / 25).toFixed(6),
    pkt_duration_time: '0.040000',
    pkt_size: String(500 + at),
    ...more,
  };
}

const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const SIDE_DATA = {
  side_data_list: [{ side_data_type: 'MPEGTS Stream ID', id: 224, tags: { a: 'é \\ "x"\n' } }],
};
const STREAM = { index: 0, codec_name: 'h264', codec_type: 'video', tags: { language: 'eng' } };

describe('plain elements', () => {
  const dumps: readonly [string, object, number][] = [
    ['packets', { packets: many(200, (at) => packet(at)) }, 199],
    ['packets with side data', { packets: many(200, (at) => packet(at, SIDE_DATA)) }, 199],
    ['packets without flags', { packets: many(200, (at) => packet(at, { flags: undefined })) }, 199],
    [
      'packets without an index',
      { packets: many(200, (at) => packet(at, { stream_index: undefined })) },
      199,
    ],
    ['frames', { frames: many(200, (at) => frame(at)) }, 199],
    [
      'packets and frames in one array',
      {
        packets_and_frames: many(200, (at) =>
          at % 3 === 0 ? { type: 'frame', ...frame(at) } : { type: 'packet', ...packet(at) },
        ),
      },
      // The first frame and the first packet.
      198,
    ],
    [
      'packets, then frames',
      { packets: many(100, (at) => packet(at)), frames: many(100, (at) => frame(at)) },
      198,
    ],
    ['streams, then packets', { streams: [STREAM], packets: many(100, (at) => packet(at)) }, 99],
    ['packets, then streams', { packets: many(100, (at) => packet(at)), streams: [STREAM] }, 99],
  ];

  it.each(dumps)('%s are taken by the scanner, all but the first', async (_, dump, expected) => {
    for (const layout of LAYOUTS) {
      expect((await expectSameDump(layout(dump))).scanned).toBe(expected);
      expect(
        (await expectSameDump(layout(dump), { startMs: 1_700_000_000_000, offsetMs: -2500 })).scanned,
      ).toBe(expected);
      expect((await expectSameDump(layout(dump), { shown: 0 })).scanned).toBeLessThanOrEqual(expected);
    }
  });

  it('of several batches come out the same', async () => {
    const dump = { packets: many(9000, (at) => packet(at)) };
    for (const layout of LAYOUTS)
      expect((await expectSameDump(layout(dump), { chunkBytes: 1 << 20 })).scanned).toBe(8999);
  });
});

describe('dumps that ffprobe wrote', () => {
  it.each(DUMPS)('%s comes out the same', async (name) => {
    expect(DUMPS.length).toBeGreaterThan(8);
    const dump = dumpOf(name);
    const smallest = dump.length > 50_000 ? 61 : 1;
    for (const chunkBytes of [smallest, 100, 4096, 1 << 20]) await expectSameDump(dump, { chunkBytes });
    await expectSameDump(dumpOf(name), { shown: 0, startMs: 5 });
  });

  it('come out the same with bytes changed, lost and added, and when they are cut', async () => {
    const dumps = DUMPS.map((name) => dumpOf(name).subarray(0, 6000));
    const place = fc.tuple(
      fc.constantFrom(...dumps),
      mutated,
      fc.integer({ min: 1, max: 5000 }),
      fc.constantFrom(0, 1000),
    );
    await fc.assert(
      fc.asyncProperty(place, async ([dump, change, chunkBytes, shown]) => {
        await expectSameDump(change(dump), { chunkBytes, shown });
      }),
      { numRuns: 400 },
    );
  });
});

const timeText = fc.constantFrom(
  ...'0.000000,-0.000000,1.4,1.42,1.423222,-0.080000,0.0000005,0.0000004,1.4232225,12,-12,999999999.999999'.split(
    ',',
  ),
  ...'1234567890.000000,9007199254.740991,9007199254.740992,99999999999.000000,1.,.5,-,-.5,1..5,1.5.5,+1.0,1e3,N/A'.split(
    ',',
  ),
  ...'0:00:01.600000,-0:00:01.5,0.917584 s,1.200000 Ks,00012.500000,1.50000000000000000000, 1.5,NaN,x'.split(
    ',',
  ),
  '',
);
const countText = fc.constantFrom(
  ...'0,1,007,45643,-1,1.5,2.926758 Kibyte,604 byte,1 Mibyte,123456789012345,1234567890123456,12345678901234567890'.split(
    ',',
  ),
  ...'N/A,x,1e3, 5,5 '.split(','),
  '',
);
/** Anything that may stand where a text or a number is expected. */
const oddValue = fc.constantFrom<unknown>(
  ...[0, 1, -1, 1.5, 1e21, -0, 123456789012345, 1234567890123456, true, false, null],
  ...[
    [],
    {},
    [1, { a: [] }],
    { pts_time: '1' },
    'é',
    '\u0001',
    'a"b',
    '\\',
    '😀',
    'x'.repeat(15),
    'x'.repeat(16),
  ],
  ...['y'.repeat(300), 'video', 'N/A', 'n/a', '', ' '],
);
const value = (name: string): fc.Arbitrary<unknown> => {
  const usual = /_time$/.test(name)
    ? timeText
    : /size$/.test(name)
      ? countText
      : name === 'flags'
        ? fc.constantFrom(...'K__,___,__,K_,_D_,__C,K_C,K,_,KK,K______,k__,K-_,'.split(','))
        : /_type$/.test(name)
          ? fc.constantFrom(...'video,audio,subtitle,data,attachment,unknown,other'.split(','))
          : name === 'stream_index'
            ? fc.constantFrom<unknown>(0, 1, 17, '0', 'x', -1)
            : name === 'key_frame'
              ? fc.constantFrom<unknown>(0, 1, 2, '1')
              : name === 'type'
                ? fc.constantFrom('packet', 'frame', 'subtitle', 'other', '')
                : fc.constantFrom<unknown>(0, '564', 'x');
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: oddValue });
};
const FIELDS =
  'codec_type,media_type,stream_index,pts,pts_time,dts_time,duration_time,size,flags,pos,pkt_pts_time,best_effort_timestamp_time,pkt_dts_time,pkt_duration_time,pkt_size,key_frame,type,tags,side_data_list,__proto__'.split(
    ',',
  );
const change = fc
  .constantFrom(...FIELDS)
  .chain((name) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof({ weight: 8, arbitrary: value(name) }, { weight: 1, arbitrary: fc.constant(undefined) }),
    ),
  );
const element = fc
  .tuple(
    fc.nat(3),
    fc.nat(5000),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(change, { maxLength: 3 }) },
    ),
    fc.integer({ max: 9, min: 0 }),
  )
  .map(([kind, at, changes, order]) => {
    const own = kind === 0 ? { type: 'frame', ...frame(at) } : { type: 'packet', ...packet(at) };
    const fields = Object.entries({ ...own, ...Object.fromEntries(changes) });
    return Object.fromEntries(order === 0 ? fields.reverse() : fields);
  });
const arrays = fc.array(
  fc.tuple(
    fc.constantFrom('packets', 'packets', 'frames', 'packets_and_frames', 'streams', 'other'),
    fc.array(element, { minLength: 10, maxLength: 60 }),
  ),
  { minLength: 1, maxLength: 3 },
);

describe('any elements', () => {
  const shape = fc.record({
    arrays,
    layout: fc.constantFrom(...LAYOUTS),
    chunkBytes: fc.integer({ min: 1, max: 9000 }),
    shown: fc.constantFrom(0, 3, 1000),
    startMs: fc.constantFrom(null, 1_700_000_000_000),
  });

  it('come out the same, and most of the plain ones from the scanner', async () => {
    let scanned = 0;
    await fc.assert(
      fc.asyncProperty(shape, async ({ arrays: list, layout, ...options }) => {
        scanned += (await expectSameDump(layout(Object.fromEntries(list)), options)).scanned;
      }),
      { numRuns: 400 },
    );
    expect(scanned).toBeGreaterThan(1000);
  });

  it('come out the same with bytes changed, lost and added, and when they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(shape, mutated, async ({ arrays: list, layout, ...options }, damage) => {
        await expectSameDump(damage(Buffer.from(layout(Object.fromEntries(list)))), options);
      }),
      { numRuns: 400 },
    );
  });

  it('come out the same with a key twice, keys with escapes, and between odd separators', async () => {
    const plain = JSON.stringify(packet(4));
    const odd = [
      plain.replace('"size"', '"size":"1","size"'),
      plain.replace('"pos"', '"dts_time"'),
      plain.replace('"size"', '"s\\u0069ze":"7","size"'),
      plain.replace('"size"', '"pos":{"size":[1,{"b":"}"}]},"size"'),
      plain.replace('"video"', '"vid\\u0065o"'),
      plain.replace('}', ',}'),
      plain.replace('{', '{,'),
      plain.replace(':', '::'),
      plain.replace('"K', '"K\n'),
      `${plain} ${plain}`,
      `,,${plain},,`,
      `\u001e${plain}`,
      `${plain}}`,
      `x${plain}`,
      `"a":${plain}`,
      '1',
      '"text"',
      'null',
      '[]',
      '{}',
      '{ }',
    ];
    for (const one of odd)
      for (const between of [',', ',\n', '\n,\n  ', ' , ']) {
        const list = [plain, plain, one, plain, plain, one, one, plain].join(between);
        for (const chunkBytes of [1, 50, 1 << 16]) {
          await expectSameDump(`{"packets":[${list}],"streams":[${JSON.stringify(STREAM)}]}`, { chunkBytes });
          await expectSameDump(`{\n  "packets": [\n${list}\n  ]\n}\n`, { chunkBytes });
        }
      }
  });
});

it('values of JSONTestSuite come out the same as a value of a packet', async () => {
  const files = [...readTgz(SUITE)].filter(([path]) => /[yni]_[^/]*\.json$/.test(path));
  expect(files.length).toBe(318);
  const plain = JSON.stringify(packet(4));
  for (const [, content] of files) {
    for (const key of ['size', 'unknown']) {
      const [before = '', after = ''] = plain.replace('"size":"1004"', `"${key}":#`).split('#');
      const odd = Buffer.concat([Buffer.from(before), content, Buffer.from(after)]);
      const around = (text: string) => Buffer.from(text);
      await expectSameDump(
        Buffer.concat([around(`{"packets":[${plain},${plain},`), odd, around(`,${plain},${plain}]}`)]),
      );
    }
  }
});

describe('a nasty dump', () => {
  const plain = many(60, (at) => JSON.stringify(packet(at, at % 7 === 0 ? SIDE_DATA : {}), null, 4));
  const nasty = [
    ...plain.slice(0, 20),
    plain[3]?.replace('"pts_time"', '"pts_time'),
    ...plain.slice(20, 30),
    JSON.stringify(packet(9, { user: 'é'.repeat(5000) }), null, 4),
    plain[4]?.slice(0, -3),
    ...plain.slice(30, 50),
    JSON.stringify(packet(9, { user: 'z'.repeat(90_000) })),
    '12',
    plain[5]?.replace('1005', '1005\0'),
    ...plain.slice(50),
  ];
  const dump = Buffer.from(
    `{\n  "packets": [\n${nasty.join(',\n')}\n  ],\n  "streams": [\n{"index": 0}\n]\n}\n{"packets":[`,
  );
  const library = libraryDump(dump, {}, 1000);
  const sizes = process.env['CI'] === '1' ? many(300, (i) => i + 1) : many(20, (i) => i + 1);

  it('comes out the same in chunks of every size', async () => {
    for (const size of [...sizes, 800, 1021, 4096, 8191, 8192, 8193, 16_384, 30_000, 65_535, 65_536]) {
      const { scanned, ...fast } = await fastDump(dump, {}, 1000, size);
      expect(scanned, `chunks of ${size}`).toBeGreaterThan(40);
      expect(fast, `chunks of ${size}`).toEqual(library);
    }
  });
});

describe('long elements', () => {
  it.each([8100, 8192, 8300, 16_384, 65_000, 81_000, 82_000, 300_000, 1_048_000, 1_100_000, 2_500_000])(
    'of about %i bytes come out the same',
    async (bytes) => {
      const list = [
        packet(0),
        packet(1),
        packet(2, { user: 'z'.repeat(bytes) }),
        packet(3),
        packet(4, { user: 'y'.repeat(bytes) }),
      ];
      for (const layout of LAYOUTS) {
        await expectSameDump(layout({ packets: list }), { chunkBytes: 1 << 20 });
        await expectSameDump(layout({ packets: list }).slice(0, -20), { chunkBytes: 70_000 });
      }
    },
  );
});
