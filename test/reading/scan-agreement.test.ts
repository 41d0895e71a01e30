/**
 * The scanner and the library lane make the same rows, fates, reasons and facts of every record. The library lane is
 * the referee: what the scanner leaves comes to it anyway, so a difference is a record that the scanner took and
 * understood in another way.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTgz } from '../input/tgz.ts';
import { expectSame, fastLane, type LaneOptions, libraryLane } from './both-lanes.ts';
import { anyLine, HEAD_ROWS, HEADS, mutated, PLAIN_LINES, plainLine } from './scan-lines.ts';

const SUITE = new URL('../../fixtures/conformance/JSONTestSuite-test_parsing.tgz', import.meta.url);
const head = Buffer.from(HEADS.rfc3339);
const own = (body: string | Buffer, options: LaneOptions = {}) => ({
  head,
  body: Buffer.from(body as string),
  options,
});

describe('plain records', () => {
  it('are taken by the scanner, every one of them', async () => {
    const body = PLAIN_LINES.map((line) => `${line}\n`).join('');
    const { rows, left } = await expectSame(own(body.repeat(3)), 1 << 16);
    // All but the one of an unknown type make a row.
    expect(rows).toBe(HEAD_ROWS + 3 * (PLAIN_LINES.length - 1));
    expect(left).toBe(HEAD_ROWS);
  });

  it('come out the same in any mixture, order of keys and spelling, and all from the scanner', async () => {
    let made = 0;
    const lines = fc.array(plainLine, { minLength: 5, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 70_000 }), async (list, chunk) => {
        const { rows, left } = await expectSame(own(`${list.join('\n')}\n`), chunk);
        made += rows;
        // Where packets without a time of their own stand is the reader's to say.
        const timeless = list.filter((line) => line.includes('"packet"') && !line.includes('"ts"'));
        expect(left).toBeLessThanOrEqual(HEAD_ROWS + timeless.length);
      }),
      { numRuns: 150 },
    );
    expect(made).toBeGreaterThan(1000);
  });
});

describe('any lines', () => {
  const lines = fc.array(fc.oneof(anyLine, anyLine, plainLine), { minLength: 1, maxLength: 40 });
  const ends = fc.constantFrom('\n', '\n', '\r\n', '\n\n', '\n \n', '\r\r\n', '', ' \n', '\n\t');

  it.each(Object.keys(HEADS) as (keyof typeof HEADS)[])(
    'come out the same behind a log of %s',
    async (clock) => {
      const options = fc.constantFrom<LaneOptions>(
        {},
        { timezone: 'Europe/Berlin' },
        { offsetMs: -2500 },
        { startMs: 1_700_000_000_000 },
      );
      await fc.assert(
        fc.asyncProperty(
          lines,
          ends,
          fc.integer({ min: 1, max: 5000 }),
          options,
          async (list, end, chunk, own) => {
            const body = Buffer.from(list.join(end) + (end === '' ? '\n' : end));
            await expectSame({ head: Buffer.from(HEADS[clock]), body, options: own }, chunk);
          },
        ),
        { numRuns: 120 },
      );
    },
  );

  it('come out the same with bytes changed, lost and added, and when they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(lines, mutated, fc.integer({ min: 1, max: 3000 }), async (list, change, chunk) => {
        const body = change(Buffer.from(list.join('\n')));
        await expectSame({ head, body, options: {} }, chunk);
      }),
      { numRuns: 400 },
    );
  });
});

describe('lines of JSONTestSuite', () => {
  const files = [...readTgz(SUITE)].filter(([path]) => /[yni]_[^/]*\.json$/.test(path));
  const around = (content: Buffer) => [
    content,
    Buffer.concat([
      Buffer.from('{"type":"error","ts":"2026-01-01T00:00:01Z","code":'),
      content,
      Buffer.from('}'),
    ]),
    Buffer.concat([
      Buffer.from('{"type":"error","ts":"2026-01-01T00:00:01Z","more":'),
      content,
      Buffer.from('}'),
    ]),
    Buffer.concat([
      Buffer.from('{"type":"error","ts":"2026-01-01T00:00:01Z","more":[1,'),
      content,
      Buffer.from(']}'),
    ]),
  ];

  it('come out the same, alone and as a value', async () => {
    expect(files.length).toBe(318);
    for (const [, content] of files) {
      const body = Buffer.concat(around(content).flatMap((line) => [line, Buffer.from('\n')]));
      await expectSame({ head, body, options: {} }, 1 << 16);
    }
  });
});

describe('a nasty file', () => {
  const body = Buffer.concat([
    ...PLAIN_LINES.flatMap((line, at) => [
      Buffer.from(`${line}${at % 3 === 0 ? '\r\n' : '\n'}`),
      at % 4 === 0 ? Buffer.from('not json\n\n  \n') : Buffer.alloc(0),
      at % 5 === 0 ? Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d, 0x0a]) : Buffer.alloc(0),
    ]),
    Buffer.from(`${PLAIN_LINES[0]}${PLAIN_LINES[1]}, ${PLAIN_LINES[2]}\n`),
    Buffer.from(`{"type":"error","ts":"2026-01-01T00:00:01Z","x":"${'é'.repeat(9000)}"}\n`),
    Buffer.from(
      `{"type":"error","ts":"2026-01-01T00:00:01Z","x":"${'y'.repeat(40_000)}"}\n${PLAIN_LINES[0]}\n`,
    ),
    Buffer.from(PLAIN_LINES[3] as string),
  ]);
  const library = libraryLane({ head, body, options: {} });
  const sizes =
    process.env['CI'] === '1'
      ? Array.from({ length: 700 }, (_, i) => i + 1)
      : Array.from({ length: 40 }, (_, i) => i + 1);

  it('comes out the same in chunks of every size', async () => {
    for (const size of [...sizes, 800, 1021, 4096, 16_383, 16_384, 16_385, 30_000, 65_535, 65_536]) {
      const { scanned, ...fast } = await fastLane({ head, body, options: {} }, size);
      expect(scanned, `chunks of ${size}`).toBeGreaterThan(10);
      expect(fast, `chunks of ${size}`).toEqual(library);
    }
  });
});

describe('long lines', () => {
  it.each([16_000, 16_384, 17_000, 262_000, 300_000, 1_048_576 - 60, 1_048_576, 1_100_000, 2_500_000])(
    'of about %i bytes come out the same',
    async (bytes) => {
      const line = `{"type":"error","ts":"2026-01-01T00:00:01Z","x":"${'z'.repeat(bytes)}"}`;
      const body = `${PLAIN_LINES[0]}\n${line}\r\n${PLAIN_LINES[1]}\n${line}\n${line}`;
      await expectSame(own(body), 1 << 20);
      await expectSame(own(body), 70_000);
    },
  );
});

it('more words, keys, sets and tracks than are remembered come out the same', async () => {
  const line = (at: number) =>
    `{"type":"request","ts":"2026-01-01T00:00:01Z","status":200,"cache_status":"HIT${at}; ttl=${at}","key ${at}":1,` +
    `"a key that is longer than all that are compared at once ${at}":2,"edge":"edge ${at}","cdn":"cdn ${at % 7}"}\n` +
    `{"type":"packet","ts":"2026-01-01T00:00:01Z","media_type":"video","size":1,"pts":1,"track":"t${at % 900}"}\n`;
  const body = Array.from({ length: 6000 }, (_, at) => line(at)).join('');
  const { rows, left } = await expectSame(own(body), 1 << 20);
  expect(left / rows).toBeLessThan(0.3);
});
