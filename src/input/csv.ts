import { parse } from 'csv-parse/sync';
import { MAX_RECORD_BYTES } from './limits.ts';
import { LineFramer } from './line-framer.ts';

const LF = 10;
const CR = 13;
const QUOTE = 0x22;

/** Where a row ends that holds quotes. */
type RowEnd =
  /** Index of its line end (of the input's end for the last row). */
  | { readonly kind: 'whole'; readonly end: number }
  /** A quote where none can stand, at this index. */
  | { readonly kind: 'stray'; readonly at: number }
  /** The block ends inside the row; `quote` is the quote that is open, -1 for none. */
  | { readonly kind: 'open'; readonly quote: number };

/** A row with quotes, whose cells are still to be found. */
interface QuotedRow {
  readonly index: number;
  readonly text: string;
}

/**
 * Rows of separated text (RFC 4180): cells may be quoted, quotes in them doubled, line ends inside quotes are data;
 * LF or CRLF ends a row, a lone CR is data, blank lines are skipped. Rows come with the cells they have, and so does a
 * header. A row with a stray quote, or one left open for 1 MiB or to the end, costs its first line only.
 */
export class CsvFramer extends LineFramer {
  private readonly delimiter: string;
  override readonly delimiterByte: number;
  private quoted: QuotedRow[] = [];

  constructor(delimiter: ',' | ';' | '\t' | '|') {
    super();
    this.delimiter = delimiter;
    this.delimiterByte = delimiter.charCodeAt(0);
  }

  protected override frame(from: number, final: boolean): number {
    const { block } = this;
    const length = block.text.length;
    let start = from;
    let quote = -1;
    while (start < length) {
      const lineEnd = block.find('\n', start);
      if (quote < start) quote = block.find('"', start);
      let end = lineEnd;
      if (quote < lineEnd) {
        const row = this.findRowEnd(start, final);
        if (row.kind === 'open' && !final && length - start <= MAX_RECORD_BYTES + 1) break;
        if (row.kind === 'whole' && this.withoutCr(start, row.end) - start <= MAX_RECORD_BYTES) {
          end = row.end;
          this.takeQuoted(start, end, end === length);
          this.countLines(start, end);
        } else {
          if (lineEnd === length && !final) break;
          this.rejectFirstLine(start, lineEnd, row, lineEnd === length);
        }
      } else {
        if (lineEnd === length && !final) break;
        this.takeLine(start, lineEnd, lineEnd === length);
      }
      this.line++;
      start = end + 1;
    }
    this.findCells();
    return Math.min(start, length);
  }

  /** A row without quotes needs no parser. */
  protected override take(from: number, to: number, unterminated: boolean): void {
    const text = this.block.decode(from, to);
    if (text === null) this.rejectText(from, to, unterminated);
    // Spreadsheets name the delimiter in a first line of its own.
    else if (this.line > 1 || text !== `sep=${this.delimiter}`)
      this.addRow(from, to, text.split(this.delimiter));
  }

  private takeQuoted(start: number, end: number, unterminated: boolean): void {
    const to = this.withoutCr(start, end);
    const text = this.block.decode(start, to);
    if (text === null) {
      this.rejectText(start, to, unterminated);
      return;
    }
    this.quoted.push({ index: this.records.length, text });
    this.addRow(start, to, []);
  }

  private addRow(from: number, to: number, cells: readonly string[]): void {
    const byte = this.pending.offset + from;
    this.records.push({ kind: 'row', cells, line: this.line, byte, bytes: to - from });
  }

  /** Cells of the rows with quotes, all at once: a parser for each row would cost more than the parsing. */
  private findCells(): void {
    const { quoted, records } = this;
    if (quoted.length === 0) return;
    this.quoted = [];
    const rows = this.parse(quoted.map((row) => row.text).join('\n'));
    for (const [at, { index }] of quoted.entries()) {
      const row = records[index];
      if (row?.kind === 'row') records[index] = { ...row, cells: rows[at] ?? [] };
    }
  }

  private parse(text: string): readonly string[][] {
    return parse(text, { delimiter: this.delimiter, record_delimiter: '\n', relax_column_count: true });
  }

  private rejectFirstLine(start: number, lineEnd: number, row: RowEnd, unterminated: boolean): void {
    const to = this.withoutCr(start, lineEnd);
    if (to - start > MAX_RECORD_BYTES) {
      this.takeLine(start, lineEnd, unterminated);
      return;
    }
    if (unterminated) {
      this.tailBytes = to - start;
      return;
    }
    const open = row.kind === 'open' && row.quote >= 0 ? row.quote : start;
    const at = row.kind === 'stray' ? row.at : open;
    const detail =
      row.kind === 'stray'
        ? 'expected a delimiter, a doubled quote or a line end, found a stray quote'
        : `expected a closing quote within ${MAX_RECORD_BYTES} bytes, found none`;
    // The fault of a row over several lines may show behind the line that is rejected.
    this.reject(start, to, 'csv-quote', at < to ? at - start + 1 : 0, detail);
  }

  private countLines(from: number, to: number): void {
    for (let end = this.block.find('\n', from); end < to; end = this.block.find('\n', end + 1)) this.line++;
  }

  /**
   * Follows a row cell by cell to its line end. Looks no further than a row may reach, so that what is found does not
   * depend on how much is there.
   */
  private findRowEnd(start: number, atEnd: boolean): RowEnd {
    const { block } = this;
    const { text } = block;
    const length = Math.min(text.length, start + MAX_RECORD_BYTES + 2);
    const final = atEnd && length === text.length;
    const whole = (end: number): RowEnd => {
      return end < length || final ? { kind: 'whole', end } : { kind: 'open', quote: -1 };
    };
    for (let at = start; ; at++) {
      if (text.charCodeAt(at) === QUOTE) {
        const quote = at;
        at = this.findClosingQuote(at) + 1;
        if (at === 0 || at > length || (at === length && !final)) return { kind: 'open', quote };
        if (at >= length || text.charCodeAt(at) === LF) return whole(at);
        if (text.charCodeAt(at) === CR && (at + 1 === length || text.charCodeAt(at + 1) === LF))
          return whole(at + 1);
        if (text.charCodeAt(at) !== this.delimiterByte) return { kind: 'stray', at: at - 1 };
      } else {
        const from = at;
        const lineEnd = Math.min(block.find('\n', from), length);
        at = Math.min(block.find(this.delimiter, from), lineEnd);
        const stray = text.slice(from, at).indexOf('"');
        if (stray >= 0) return { kind: 'stray', at: from + stray };
        if (at === lineEnd) return whole(at);
      }
    }
  }

  /** Index of the quote that closes the one at `open`; -1 when there is none in the block. */
  private findClosingQuote(open: number): number {
    const { text } = this.block;
    for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 2)) {
      if (text.charCodeAt(at + 1) !== QUOTE) return at;
    }
    return -1;
  }
}
