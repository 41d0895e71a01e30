import { describeByte, describeValue } from './describe.ts';
import { COMMA, OPEN_OBJECT, WHITE_SPACE } from './json-bytes.ts';
import { hasLongDigits, quoteLongIntegers } from './json-integers.ts';
import { scanJson } from './json-syntax.ts';
import { MAX_JSON_DEPTH } from './limits.ts';
import { LineFramer } from './line-framer.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * NDJSON: one object a line. Several objects on one line, with nothing, spaces or a comma between them, are several
 * records; any other line that is not JSON as a whole is one bad record.
 */
export class JsonLineFramer extends LineFramer {
  protected override readonly showsCut = true;
  /** The block holds integers that `JSON.parse` would round, or may. */
  private longDigits: boolean = false;
  private nextBrace = 0;
  private nextBracket = 0;

  protected override frame(from: number, final: boolean): number {
    this.longDigits = hasLongDigits(this.pending.bytes, 0, this.pending.length);
    this.nextBrace = -1;
    this.nextBracket = -1;
    return super.frame(from, final);
  }

  protected override take(from: number, to: number, unterminated: boolean): void {
    const text = this.block.decode(from, to);
    // A line that parses at once is nearly every line; all others may cost more.
    if (text !== null && this.openings(from, to) <= MAX_JSON_DEPTH) {
      try {
        this.addValue(JSON.parse(this.longDigits ? quoteLongIntegers(text) : text), from, to);
        return;
      } catch {
        // What is wrong is found below: the engine's message quotes the input.
      }
    }
    if (text === null) this.rejectText(from, to, unterminated);
    else this.takeSlowly(from, to, unterminated);
  }

  private takeSlowly(from: number, to: number, unterminated: boolean): void {
    const { bytes } = this.pending;
    const objects: Range[] = [];
    for (let at = from; at < to; ) {
      const scan = scanJson(bytes, at, to);
      if (!scan.ok) {
        const { reason, detail } = scan.fault;
        const column = scan.fault.at - from + 1;
        const cut = unterminated && reason === 'json-syntax';
        this.refuse(cut, from, to, () => this.reject(from, to, reason, column, detail));
        return;
      }
      objects.push(scan);
      at = this.skipSpace(scan.end, to);
      if (at === to) break;
      const next = bytes[at] === COMMA ? this.skipSpace(at + 1, to) : at;
      // At the end of the input nothing of this line stands behind it.
      if (bytes[scan.start] !== OPEN_OBJECT || next === to || bytes[next] !== OPEN_OBJECT) {
        const detail = `expected another object or the end of the line, found ${describeByte(bytes[at] as number)}`;
        const column = at - from + 1;
        this.refuse(unterminated, from, to, () => this.reject(from, to, 'json-syntax', column, detail));
        return;
      }
      at = next;
    }
    for (const { start, end } of objects) {
      const text = this.block.decode(start, end) ?? '';
      this.addValue(JSON.parse(quoteLongIntegers(text)), start, end);
    }
  }

  /** A last line that was cut off is no record; any other refused line is a bad one. */
  private refuse(cut: boolean, from: number, to: number, reject: () => void): void {
    if (cut) this.tailBytes = to - from;
    else reject();
  }

  private addValue(value: unknown, from: number, to: number): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.reject(from, to, 'json-not-object', 1, `expected an object, found ${describeValue(value)}`);
      return;
    }
    const byte = this.pending.offset + from;
    this.records.push({ kind: 'json', value, section: null, line: this.line, byte, bytes: to - from });
  }

  /**
   * Opening brackets in the line, counted to just beyond the depth limit: no line is nested deeper than that. The
   * next bracket's place is remembered across lines, so a line costs a search for each bracket it has.
   */
  private openings(from: number, to: number): number {
    const { block } = this;
    let count = 0;
    if (this.nextBrace < from) this.nextBrace = block.find('{', from);
    for (; this.nextBrace < to && count <= MAX_JSON_DEPTH; count++) {
      this.nextBrace = block.find('{', this.nextBrace + 1);
    }
    if (this.nextBracket < from) this.nextBracket = block.find('[', from);
    for (; this.nextBracket < to && count <= MAX_JSON_DEPTH; count++) {
      this.nextBracket = block.find('[', this.nextBracket + 1);
    }
    return count;
  }

  private skipSpace(from: number, to: number): number {
    let at = from;
    while (at < to && WHITE_SPACE.has(this.pending.bytes[at] as number)) at++;
    return at;
  }
}
