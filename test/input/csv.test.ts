import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bad, brief, collect } from './collect.ts';
import { readTgz } from './tgz.ts';

const CSV = { kind: 'csv', delimiter: ',' } as const;
const SPECTRUM = readTgz(new URL('../../fixtures/conformance/csv-spectrum.tgz', import.meta.url));
const MIB = 1 << 20;

function rows(
  content: string | Uint8Array,
  delimiter: ',' | ';' | '\t' | '|' = ',',
): readonly (readonly string[])[] {
  return collect({ kind: 'csv', delimiter }, content).records.map((r) =>
    r.kind === 'row' ? r.cells : [r.kind],
  );
}

describe('csv-spectrum', () => {
  const names = [...SPECTRUM.keys()].filter((name) => name.endsWith('.csv'));

  it('is complete', () => expect(names).toHaveLength(11));

  it.each(names)('reads %s', (name) => {
    const json = SPECTRUM.get(name.replace('csvs/', 'json/').replace(/csv$/, 'json'));
    const expected = JSON.parse(json?.toString() ?? '') as Record<string, string>[];
    const [header = [], ...data] = rows(SPECTRUM.get(name) ?? '');
    const read = data.map((cells) => Object.fromEntries(cells.map((cell, i) => [header[i], cell])));
    // The set writes line ends inside of cells as LF; here a cell keeps the bytes it has.
    const unified = (text: string): string => text.replaceAll('\r\n', '\n');
    expect(unified(JSON.stringify(read).replaceAll('\\r\\n', '\\n'))).toEqual(
      JSON.stringify(expected).replaceAll('\\r\\n', '\\n'),
    );
  });
});

describe('rows', () => {
  it.each([
    { name: 'plain', text: 'a,b\n1,2\n', expected: ['1 a¦b', '2 1¦2'] },
    { name: 'CRLF and blank lines', text: 'a,b\r\n\r\n  \r\n1,2\r\n', expected: ['1 a¦b', '4 1¦2'] },
    { name: 'no line end at the end', text: 'a,b\n1,"2"', expected: ['1 a¦b', '2 1¦2'] },
    { name: 'empty cells', text: ',\n"",""\n', expected: ['1 ¦', '2 ¦'] },
    { name: 'ragged', text: 'a,b\n1\n1,2,3\n', expected: ['1 a¦b', '2 1', '3 1¦2¦3'] },
    { name: 'spaces are kept', text: ' a , b\n', expected: ['1  a ¦ b'] },
    { name: 'a lone CR is data', text: 'a\rb,c\r\r\n', expected: ['1 a\rb¦c\r'] },
    { name: 'quotes', text: '"a,b","c""d",e\n', expected: ['1 a,b¦c"d¦e'] },
    { name: 'line ends in quotes', text: '"a\nb\r\nc",1\nd,2\n', expected: ['1 a\nb\r\nc¦1', '4 d¦2'] },
    { name: 'a stray quote', text: 'a"b,1\nc,2\n', expected: ['1:2 csv-quote', '2 c¦2'] },
    { name: 'text behind a quote', text: '"a"b,1\nc,2\n', expected: ['1:3 csv-quote', '2 c¦2'] },
    { name: 'a quote left open', text: 'x,"a\nb,1\nc,2\n', expected: ['1:3 csv-quote', '2 b¦1', '3 c¦2'] },
    { name: 'a first line that names the delimiter', text: 'sep=,\na,b\n', expected: ['2 a¦b'] },
  ])('$name', ({ text, expected }) => {
    expect(collect(CSV, text).records.map(brief)).toEqual(expected);
  });

  it.each([';', '\t', '|'] as const)('separated by %j', (delimiter) => {
    expect(rows(`a,1${delimiter}"b${delimiter}"${delimiter}\n`, delimiter)).toEqual([
      ['a,1', `b${delimiter}`, ''],
    ]);
  });

  it('says that the last row ended with the input', () => {
    expect(collect(CSV, 'a,b\n1').unterminated).toBe(true);
    expect(collect(CSV, 'a,b\n1\n').unterminated).toBe(false);
  });

  it('counts a row cut inside of quotes on the last line as a tail', () => {
    const got = collect(CSV, 'a,b\n1,"x');
    expect(got.records.map(brief)).toEqual(['1 a¦b']);
    expect(got.tailBytes).toBe(4);
  });

  it('gives up on an open quote after 1 MiB and reads on behind its first line', () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i},${'y'.repeat(40)}\n`).join('');
    const { records } = collect(CSV, `x,"open\n${lines}`);
    expect(lines.length).toBeGreaterThan(MIB);
    expect(bad(records).map(brief)).toEqual(['1:3 csv-quote']);
    expect(records).toHaveLength(30_001);
    expect(records[1]).toMatchObject({ line: 2, byte: 8, cells: ['0', 'y'.repeat(40)] });
    expect(records.at(-1)).toMatchObject({ line: 30_001 });
  });

  it('counts a line of more than 1 MiB as one bad record, quoted or not', () => {
    const long = 'z'.repeat(2 * MIB);
    const { records } = collect(CSV, `${long},1\na,"${long}"\n"${long}\nb,2\n`);
    expect(records.map(brief)).toEqual(
      ['1:0', '2:0', '3:0'].map((at) => `${at} line-too-long`).concat('4 b¦2'),
    );
  });

  it.each([
    { name: 'a line end in quotes', row: (fill: string) => `x,"a\n${fill}"\n`, brief: '2:3' },
    { name: 'text behind the quotes', row: (fill: string) => `x,"a\nb",${fill}\n`, brief: '2:1' },
    { name: 'a stray quote far behind', row: (fill: string) => `x,"a\n${fill}"b\n`, brief: '2:3' },
  ])(
    'give up on a row of a little more than 1 MiB at one place, however they come: $name',
    ({ row, brief: at }) => {
      const text = `1,2\n${row('z'.repeat(MIB + 10_000))}3,4\n`;
      for (const chunk of [1 << 21, 1 << 16, 5000]) {
        const { records } = collect(CSV, text, chunk);
        expect(bad(records).map(brief)[0], `chunks of ${chunk}`).toBe(`${at} csv-quote`);
      }
    },
  );

  const cell = fc.stringMatching(/^[ab "\n\r,;é😀]{0,6}$/u);
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const write = (text: string): string => (/["\n\r,]/.test(text) ? quote(text) : text);
  // A row of blanks is a blank line, which is no row here and a row of one cell there.
  const isBlank = (row: readonly string[]): boolean => row.length === 1 && /^ *$/.test(row[0] ?? '');

  it('have the cells that csv-parse finds', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 40 }),
        (cells, lineEnd, chunk) => {
          const text = cells
            .filter((row) => !isBlank(row))
            .map((row) => row.map(write).join(','))
            .join(lineEnd);
          const options = { record_delimiter: lineEnd, relax_column_count: true, skip_empty_lines: true };
          const read = collect(CSV, text, chunk).records.map(
            (record) => record.kind === 'row' && record.cells,
          );
          expect(read).toEqual(parse(text, options));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('lose at most two of their number to one missing quote, wherever it is', () => {
    const text = Array.from({ length: 60 }, (_, i) => {
      const name = i % 3 === 0 ? `"name ${i}, with ""quotes"""` : `name ${i}`;
      const note = i % 4 === 0 ? `"first\nsecond ${i}"` : `"note ${i}"`;
      return `${i},${name},${note},"${i * 7}"\n`;
    }).join('');
    const whole = new Set(rows(text).map((cells) => cells.join('|')));
    expect(whole.size).toBe(60);
    let deletions = 0;
    for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
      deletions++;
      const left = rows(text.slice(0, at) + text.slice(at + 1)).filter((cells) => whole.has(cells.join('|')));
      expect(left.length, `without the quote at ${at}`).toBeGreaterThanOrEqual(58);
    }
    expect(deletions).toBe((text.match(/"/g) ?? []).length);
  });
});
