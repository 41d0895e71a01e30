import { LineFramer } from './line-framer.ts';

/** One record a line of any text. */
export class TextLineFramer extends LineFramer {
  protected override take(from: number, to: number, unterminated: boolean): void {
    const text = this.block.decode(from, to);
    if (text === null) {
      this.rejectText(from, to, unterminated);
      return;
    }
    const byte = this.pending.offset + from;
    this.records.push({ kind: 'line', text, line: this.line, byte, bytes: to - from });
  }
}
