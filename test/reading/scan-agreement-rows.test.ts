/**
 * Rows of cells: the scanner and the library lane make the same rows, fates, reasons and facts of every record. The
 * library lane is the referee, as in `scan-agreement.test.ts`.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTgz } from '../input/tgz.ts';
import { expectSame, fastLane, type LaneInput, type LaneOptions, libraryLane, rowsBy } from './both-lanes.ts';
import { HEAD_ROWS, mutated } from './scan-lines.ts';
import {
  anyDelimiter,
  anyHeader,
  anyRow,
  cellsOf,
  headRows,
  PLAIN_TABLE,
  TIMES,
  written,
} from './scan-rows.ts';

const SPECTRUM = readTgz(new URL('../../fixtures/conformance/csv-spectrum.tgz', import.meta.url));

interface Written {
  readonly delimiter?: ',' | ';' | '\t' | '|';
  readonly quoted?: boolean;
  readonly end?: string;
  readonly ts?: string;
  readonly options?: LaneOptions;
}

/** A table whose head settles clock and track; the body is given as it is written. */
function input(header: readonly string[], body: string | Buffer, how: Written = {}): LaneInput {
  const { delimiter = ',', quoted = false, end = '\n', ts = TIMES.rfc3339, options = {} } = how;
  const head = [header, ...headRows(header, ts)]
    .map((cells) => cells.map((cell) => written(cell, delimiter, quoted)).join(delimiter) + end)
    .join('');
  return { head: Buffer.from(head), body: Buffer.from(body as string), options, lines: rowsBy(delimiter) };
}

function plainBody({ delimiter = ',', quoted = false, end = '\n' }: Written): string {
  return PLAIN_TABLE.rows
    .map((cells) => cells.map((cell) => written(cell, delimiter, quoted)).join(delimiter) + end)
    .join('');
}

describe('plain rows', () => {
  const ways = ([',', ';', '\t', '|'] as const).flatMap((delimiter) =>
    [false, true].flatMap((quoted) => ['\n', '\r\n'].map((end) => ({ delimiter, quoted, end }))),
  );

  it.each(ways)('are taken by the scanner, every one of them: $delimiter $quoted $end', async (how) => {
    const body = plainBody(how).repeat(3);
    const { rows, left } = await expectSame(input(PLAIN_TABLE.header, body, how), 1 << 16);
    // All but the one of an unknown type make a row.
    expect(rows).toBe(HEAD_ROWS + 3 * (PLAIN_TABLE.rows.length - 1));
    expect(left).toBeLessThanOrEqual(HEAD_ROWS);
  });

  it('are taken under names that are given and not in the file', async () => {
    const rows = [...headRows(PLAIN_TABLE.header, TIMES.rfc3339), ...PLAIN_TABLE.rows];
    const text = rows.map((cells) => `${cells.map((cell) => written(cell, ',')).join(',')}\n`);
    const rest = text.splice(HEAD_ROWS);
    const table = {
      head: Buffer.from(text.join('')),
      body: Buffer.from(rest.join('')),
      options: {},
      lines: rowsBy(',', PLAIN_TABLE.header),
    };
    expect((await expectSame(table, 1 << 16)).left).toBeLessThanOrEqual(HEAD_ROWS);
  });

  it.each(Object.entries(TIMES))('are taken with times in %s', async (_, ts) => {
    const body = `error,${ts},a\nerror,"${ts}",b\n`;
    // Of the head the error alone is a row, and shows what the clock is.
    expect(await expectSame(input(['type', 'ts', 'code'], body, { ts }), 1 << 16)).toEqual({
      rows: 3,
      left: 1,
    });
  });
});

describe('rows of several lines', () => {
  const header = ['type', 'ts', 'code', 'message'];
  const event = 'error,2026-01-01T00:00:01Z,"a\r\n""b""\n","two\nlines"\r\n';

  it('are taken by the scanner, but for those that one block begins and another ends', async () => {
    const { rows, left } = await expectSame(input(header, event.repeat(8000)), 1 << 16);
    expect(rows).toBe(8001);
    // Half a megabyte is some eight blocks; the first event shows the clock.
    expect(left).toBeLessThan(20);
  });

  it('are taken again behind one that is long', async () => {
    const long = `error,2026-01-01T00:00:01Z,"${'line\n'.repeat(10_000)}",\n`;
    const { left } = await expectSame(
      input(header, `${event.repeat(500)}${long}`.repeat(2) + event.repeat(3000)),
      9999,
    );
    expect(left).toBeLessThan(1000);
  });
});

describe('columns of tags', () => {
  const row = (...tags: string[]) => `error,2026-01-01T00:00:01Z,DE,${tags.join(',')}\n`;
  const body =
    row('a', 'b') + row('', 'b') + row('a', '') + row('', '') + row('b', 'a') + row('é'.repeat(3000), 'x');

  it.each([
    // That of the head settles the clock, the one with the longest text is none.
    ['a few', ['tags.z', 'TAGS.a'], 1],
    ['as a column of its own, which says nothing', ['tags', 'tags.a'], 5],
    ['with a key that is too long', ['tags.b', `tags.${'k'.repeat(257)}`], 1],
  ])('are taken by the scanner: %s', async (_, names, left) => {
    const table = input(['type', 'ts', 'location', ...names], body);
    expect((await expectSame(table, 1 << 16)).left).toBe(left);
  });

  it('are left when they are more than the scanner can tell apart', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `tags.${12 - at}`);
    const rows = row(...names) + row(...names.map(() => ''));
    expect((await expectSame(input(['type', 'ts', 'location', ...names], rows), 1 << 16)).left).toBe(2);
    expect(
      (
        await expectSame(
          input(['type', 'ts', 'location', ...names.slice(6)], row(...names.slice(6))),
          1 << 16,
        )
      ).left,
    ).toBe(1);
  });
});

describe('any rows', () => {
  const ends = fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', '\n \n', '\r\r\n', ' \n', '\n\t');
  const options = fc.constantFrom<LaneOptions>(
    {},
    { timezone: 'Europe/Berlin' },
    { offsetMs: -2500 },
    { startMs: 1_700_000_000_000 },
  );
  // Half of the tables have what makes events of their rows.
  const header = fc
    .tuple(anyHeader, fc.boolean())
    .map(([names, isLog]) => (isLog ? ['type', 'ts', 'viewer_id', ...names] : names));
  const table = fc.tuple(header, anyDelimiter, ends, options).chain(([header, delimiter, end, own]) =>
    fc.record({
      how: fc.constant({ delimiter, options: own }),
      header: fc.constant(header),
      body: fc
        .array(anyRow(header, delimiter), { minLength: 1, maxLength: 30 })
        .map((rows) => (rows.join(end) + end).repeat(4)),
    }),
  );

  it.each(Object.entries(TIMES))('come out the same behind a log of %s', async (_, ts) => {
    let scanned = 0;
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 5000 }), async ({ header, body, how }, chunk) => {
        const cells = cellsOf(header, { type: 'error', ts, viewer_id: 'v', code: 'c' });
        const plain = `${cells.map((cell) => written(cell, how.delimiter)).join(how.delimiter)}\n`;
        // By then the clock is settled, if the table has one.
        const events = `${body}${plain.repeat(30)}`;
        const { rows, left } = await expectSame(input(header, events, { ...how, ts }), chunk);
        scanned += rows - left;
      }),
      { numRuns: 120 },
    );
    expect(scanned).toBeGreaterThan(100);
  });

  it('come out the same with bytes changed, lost and added, and when they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        mutated,
        fc.integer({ min: 1, max: 3000 }),
        async ({ header, body, how }, change, chunk) => {
          await expectSame(input(header, change(Buffer.from(body)), how), chunk);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('files of csv-spectrum', () => {
  const files = [...SPECTRUM].filter(([path]) => path.endsWith('.csv'));
  const LETTERS = [...'abcdefgh'];

  it('come out the same, as they are and as the rows of a log', async () => {
    expect(files).toHaveLength(11);
    let scanned = 0;
    for (const [, content] of files) {
      const text = content.toString();
      const names = LETTERS.slice(0, text.split('\n', 1)[0]?.split(',').length);
      // Behind a line end in quotes this makes no event of the rest of the row, which is the same for both.
      const events = text.replace(/^/gm, 'error,2026-01-01T00:00:01Z,');
      for (const chunk of [1, 7, 1 << 16]) {
        await expectSame({ head: Buffer.alloc(0), body: content, options: {}, lines: rowsBy(',') }, chunk);
        await expectSame(input(['type', 'ts', ...names.slice(2)], text), chunk);
        const { rows, left } = await expectSame(input(['type', 'ts', ...names], events), chunk);
        scanned += rows - left;
      }
    }
    expect(scanned).toBeGreaterThan(3 * 11);
  });
});

describe('a nasty table', () => {
  const { header, rows } = PLAIN_TABLE;
  const line = (cells: readonly string[], quoted: boolean) =>
    cells.map((cell) => written(cell, ',', quoted)).join(',');
  const note = header.indexOf('message');
  const withNote = (cells: readonly string[], text: string) =>
    line(
      cells.map((cell, at) => (at === note ? text : cell)),
      false,
    );
  const plain = rows[0] as readonly string[];
  const body = Buffer.concat([
    Buffer.from(rows.map((cells) => `${line(cells, false)}\n`).join('')),
    ...rows.flatMap((cells, at) => [
      Buffer.from(`${line(cells, at % 2 === 0)}${at % 3 === 0 ? '\r\n' : '\n'}`),
      Buffer.from(at % 4 === 0 ? 'a,b"c\n\n  \n' : ''),
      Buffer.from(at % 5 === 0 ? `${withNote(cells, `one\ntwo "three"\r\n\n${'4'.repeat(at)}`)}\n` : ''),
      at % 7 === 0 ? Buffer.from([0x61, 0x2c, 0xff, 0x2c, 0x0a, 0x61, 0x00, 0x0a]) : Buffer.alloc(0),
    ]),
    Buffer.from(`${withNote(plain, 'é'.repeat(9000))}\n${withNote(plain, '"'.repeat(9000))}\n`),
    Buffer.from(`${withNote(plain, 'y'.repeat(30_000))}\n${withNote(plain, 'z\n'.repeat(9000))}\r\n`),
    Buffer.from(
      `${withNote(plain, '"'.repeat(12_000))}\n${line(plain, true)}\n"open,\n\n${line(plain, true)}\n`,
    ),
    Buffer.from(`${line(plain, false)}\n${line(plain, true)}`),
  ]);
  const own = input(header, body);
  const library = libraryLane(own);
  const most = process.env['CI'] === '1' ? 700 : 40;
  const sizes = Array.from({ length: most }, (_, i) => i + 1);

  it('comes out the same in chunks of every size', async () => {
    for (const size of [...sizes, 800, 1021, 4096, 16_383, 16_384, 16_385, 30_000, 65_535, 65_536, 1 << 20]) {
      const { scanned, ...fast } = await fastLane(own, size);
      expect(scanned, `chunks of ${size}`).toBeGreaterThan(5);
      expect(fast, `chunks of ${size}`).toEqual(library);
    }
  });
});

describe('rows of many bytes', () => {
  const around = (text: string) => `error,2026-01-01T00:00:01Z,a\nerror,2026-01-01T00:00:01Z,${text}\n`;

  it.each([4096, 16_000, 16_384, 17_000, 65_536, 262_000, 1_048_576 - 60, 1_048_576, 1_100_000, 2_200_000])(
    'of about %i come out the same',
    async (bytes) => {
      const texts = ['z'.repeat(bytes), `"${'z'.repeat(bytes)}"`, `"${'""'.repeat(bytes / 2)}"`];
      for (const text of [...texts, `"${`${'y'.repeat(4999)}\n`.repeat(bytes / 5000)}"`]) {
        const table = input(['type', 'ts', 'code'], around(text).repeat(2) + around('a').trimEnd());
        await expectSame(table, 1 << 16);
        await expectSame(table, 9999);
      }
    },
  );

  it('come out the same behind a quote that is never closed', async () => {
    const body = `error,2026-01-01T00:00:01Z,"open\n${around('a'.repeat(4000)).repeat(400)}`;
    await expectSame(input(['type', 'ts', 'code'], body), 1 << 16);
    await expectSame(input(['type', 'ts', 'code'], body), 1000);
  });
});

describe('a header', () => {
  const row = 'error,2026-01-01T00:00:01Z,a,b\n';

  it.each([
    ['that names what cells are split by', 'sep=,\ntype,ts,code,x\n'],
    ['behind blank lines', '\n \n\t\r\ntype,ts,code,x\n'],
    ['of several lines', 'type,ts,code,"more\nthan one\n\nline"\n'],
    ['with blanks', ' type , ts ,code, x \r\n'],
    ['with tags', 'type,ts,tags.a,tags\n'],
    ['with two names for one field', 'type,ts,event,code\n'],
    ['with names that are empty', 'type,ts,,\n'],
    ['that is all there is', 'type,ts,code,x', ''],
    ['that is cut', 'type,ts,"co', ''],
    ['of one column', 'type\n', 'error\n\njoin\n'],
  ])('%s comes out the same', async (_, head, rows = row.repeat(5)) => {
    for (const chunk of [1, 5, 1 << 16]) {
      const lines = rowsBy(',');
      await expectSame({ head: Buffer.from(head), body: Buffer.from(rows), options: {}, lines }, chunk);
    }
  });

  it('of more columns than there is room for comes out the same', async () => {
    for (const columns of [1023, 1024, 1025]) {
      const header = ['type', 'ts', ...Array.from({ length: columns - 2 }, (_, at) => `c${at}`)];
      const body = `error,2026-01-01T00:00:01Z${','.repeat(columns - 2)}\n`.repeat(20);
      const { left } = await expectSame(input(header, body), 1 << 16);
      expect(left).toBe(columns > 1024 ? 21 : 0);
    }
  });

  it('that is missing, in a file that begins with the name of its delimiter', async () => {
    const lines = rowsBy(',', ['type', 'ts']);
    const head = Buffer.from('sep=,\nerror,2026-01-01T00:00:01Z\n');
    expect((await expectSame({ head, body: head, options: {}, lines }, 9)).rows).toBe(2);
  });
});
