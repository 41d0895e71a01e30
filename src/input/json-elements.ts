import type { BadRecord, InputRecord } from '../model/record.ts';
import { describeByte } from './describe.ts';
import type { Framer, RecordBlock } from './framer.ts';
import { BETWEEN, CLOSE_ARRAY, CLOSE_OBJECT, COLON, OPEN_ARRAY, QUOTE, WHITE_SPACE } from './json-bytes.ts';
import { JsonCursor, type JsonPlace } from './json-cursor.ts';
import { type ElementFault, explainBreak, judgeElement, tooLong } from './json-element.ts';
import { JsonResync, RESYNC_OVERLAP } from './json-resync.ts';
import { JsonValueScan } from './json-value-scan.ts';
import { MAX_RAW_BYTES, MAX_RECORD_BYTES } from './limits.ts';

/**
 * Where the reading stands. `outside`: before or behind the container; `junk`: there, and no container starts;
 * `member`: in the top-level object, not in an array of it; `elements`: between elements; `element`: in one; `lost`:
 * behind a fault, looking for the next element.
 */
type State = 'outside' | 'junk' | 'member' | 'elements' | 'element' | 'lost';

/** Why the current item is bad; a record when the item's end is known. */
type Fault = Pick<BadRecord, 'reason' | 'column' | 'detail'>;

/**
 * The values of a JSON text, one by one, whatever its line breaks: `stream` is values one after another, `array` the
 * elements of one top-level array. Memory holds one element. A broken element costs itself, or what lies before the
 * next place that looks like an element; either is one bad record.
 */
export class JsonElementFramer implements Framer {
  tailBytes = 0;
  truncatedContainer = false;
  protected readonly cursor = new JsonCursor();
  protected readonly scan = new JsonValueScan();
  protected readonly resync = new JsonResync();
  protected state: State;
  /** Key of the array whose elements are read; null outside of a top-level object. */
  protected section: string | null = null;
  /** Start of the current key, value, element or bad stretch. */
  protected item: JsonPlace = { byte: 0, line: 1, lineEnd: -1 };
  private readonly isStream: boolean;
  private readonly opening: number;
  protected records: InputRecord[] = [];
  private fault: Fault = { reason: 'json-syntax', column: 0, detail: '' };

  /** @param opening - first byte of the container, 0 for a stream, which has none */
  constructor(opening: number = OPEN_ARRAY) {
    this.opening = opening;
    this.isStream = opening === 0;
    this.state = this.isStream ? 'elements' : 'outside';
  }

  push(chunk: Uint8Array): RecordBlock {
    this.append(chunk);
    while (this.step(false));
    return this.finishPush();
  }

  /** Lets go of what is not needed any more. */
  protected finishPush(): RecordBlock {
    const { cursor, scan } = this;
    const start = cursor.indexOf(this.item);
    const isKept = this.keepsItem(cursor.length - start);
    if (!isKept && this.state === 'element') this.advanceToScan();
    scan.shift(cursor.release(isKept ? start : cursor.at));
    return this.makeBlock();
  }

  end(): RecordBlock {
    this.append(new Uint8Array(0));
    while (this.step(true));
    this.truncatedContainer = !this.isStream && this.state !== 'outside';
    return this.makeBlock();
  }

  /** Starts a block. What it lets go of may be the beginning of an item that is not ended, which is shown later. */
  protected append(chunk: Uint8Array): void {
    const { pending } = this.cursor;
    const start = this.cursor.indexOf(this.item);
    const isOpen = this.state === 'element' || this.state === 'lost' || this.state === 'junk';
    if (isOpen && start >= 0 && !this.keepsItem(pending.length - start)) pending.keepHead(start);
    this.records = [];
    pending.append(chunk);
  }

  /** Reads on between the members of a top-level object, up to an array. Returns false when it needs more bytes. */
  protected readMember(): boolean {
    return false;
  }

  /** Whether the bytes of the current item are still needed, of which this many have come: of a bad one to be shown. */
  protected keepsItem(bytes: number): boolean {
    if (this.state === 'element') return bytes <= MAX_RECORD_BYTES;
    return (this.state === 'lost' || this.state === 'junk') && bytes <= MAX_RAW_BYTES;
  }

  /** What follows the opening bracket, and what the end of an array of elements. */
  protected enter(): void {
    this.state = 'elements';
  }

  protected leave(): void {
    this.state = 'outside';
  }

  protected startItem(state: State): void {
    this.item = this.cursor.here();
    this.state = state;
  }

  /** The current item is broken at index `at`; reading goes on at the next good place from index `from` on. */
  protected lose(at: number, from: number, expected: string): void {
    const { cursor } = this;
    const start = cursor.indexOf(this.item);
    this.setFault(explainBreak(cursor.bytes, start, at, expected));
    // Only what it is known to be: how much is there behind the break must not show.
    if (start >= 0) this.resync.learnElement(cursor.bytes, start, at);
    cursor.advance(Math.min(from, cursor.length));
    this.state = 'lost';
  }

  /** Moves the cursor up to where the scan of a value stands, when what lies before is not needed any more. */
  protected advanceToScan(): void {
    this.cursor.advanceCounted(this.scan.at, this.scan.lines, this.scan.lastLineEnd);
    this.scan.lines = 0;
  }

  /** One step of the reading. Returns false when it needs more bytes. */
  protected step(final: boolean): boolean {
    switch (this.state) {
      case 'outside':
        return this.readOutside();
      case 'member':
        return this.readMember();
      case 'elements':
        return this.readBetween();
      case 'element':
        return this.readElement(final);
      case 'junk':
      case 'lost':
        return this.findWayBack(final);
    }
  }

  private readOutside(): boolean {
    const { cursor, opening } = this;
    const byte = cursor.skip(WHITE_SPACE);
    if (byte < 0) return false;
    if (byte === opening) {
      this.resync.learnContainer(cursor.bytes, cursor.at, false);
      cursor.at++;
      this.enter();
    } else {
      this.startItem('junk');
      this.setFault(explainBreak(cursor.bytes, -1, cursor.at, describeByte(opening)));
    }
    return true;
  }

  private readBetween(): boolean {
    const { cursor } = this;
    const byte = cursor.skip(BETWEEN);
    if (byte < 0) return false;
    if (byte === CLOSE_ARRAY && !this.isStream) {
      cursor.at++;
      this.leave();
      return true;
    }
    this.startItem('element');
    this.scan.reset(cursor.at);
    // Among the objects of an array, a string alone is the first key of one that lost its brace.
    const isKey = byte === QUOTE && !this.isStream && this.resync.knowsElements;
    if (isKey || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || byte === COLON) {
      // The key of the next member, where the array lost its bracket, is found again at its own place.
      this.lose(cursor.at, isKey ? cursor.at : cursor.at + 1, 'an object');
    }
    return true;
  }

  private readElement(final: boolean): boolean {
    const { cursor, scan } = this;
    const start = cursor.indexOf(this.item);
    const result = scan.run(cursor.bytes, cursor.length, Math.max(0, start));
    const bytes = scan.at - start;
    const tooLong = bytes > MAX_RECORD_BYTES;
    if (result === 'broken') {
      if (tooLong) this.advanceToScan();
      this.lose(scan.at, tooLong ? scan.at : start + 1, 'the rest of the value');
      return true;
    }
    const isCut = result === 'more';
    if (isCut && !final) return false;
    if (tooLong) this.reject(scan.at);
    else this.addElement(start, scan.at, isCut);
    this.advanceToScan();
    if (!isCut || this.isStream) this.state = 'elements';
    return !isCut;
  }

  private addElement(start: number, end: number, isCut: boolean): void {
    const { bytes } = this.cursor;
    const verdict = judgeElement(bytes, start, end, this.scan.depth);
    if (verdict.ok) {
      if (!this.resync.knowsElements) this.resync.learnElement(bytes, start, end);
      const { section } = this;
      const { line, byte } = this.item;
      this.records.push({ kind: 'json', value: verdict.value, section, line, byte, bytes: end - start });
    } else if (isCut && !(this.isStream && verdict.fault.reason === 'json-not-object')) {
      this.tailBytes = end - start;
    } else {
      this.setFault(verdict.fault);
      this.reject(end);
    }
  }

  private findWayBack(final: boolean): boolean {
    const { cursor, resync } = this;
    const isJunk = this.state === 'junk';
    const point = isJunk ? null : resync.find(cursor.bytes, cursor.at, cursor.length);
    const back = isJunk ? cursor.find(this.opening) : (point?.at ?? -1);
    if (back < 0 && !final) {
      cursor.advance(Math.max(cursor.at, cursor.length - RESYNC_OVERLAP));
      return false;
    }
    cursor.advance(back < 0 ? cursor.length : back);
    this.reject(cursor.at);
    if (isJunk) this.state = 'outside';
    else if (point !== null) this.state = point.what === 'member' ? 'member' : 'elements';
    return back >= 0;
  }

  /** Remembers what is wrong, at an index at or behind the cursor. */
  private setFault({ at, reason, detail }: ElementFault): void {
    const place = this.cursor.placeOf(at);
    const otherLine = place.line === this.item.line ? '' : ` (line ${place.line})`;
    this.fault = { reason, column: place.byte - place.lineEnd, detail: detail + otherLine };
  }

  /** The current item ends at this index and is bad. Of one that is too long nothing else is told, as of a line. */
  private reject(end: number): void {
    const { byte, line } = this.item;
    const bytes = end - this.cursor.indexOf(this.item);
    // What lies outside of the container is no record.
    const fault =
      bytes > MAX_RECORD_BYTES && this.state !== 'junk' ? { ...tooLong(bytes), column: 0 } : this.fault;
    this.records.push({ kind: 'bad', ...fault, line, byte, bytes });
  }

  private makeBlock(): RecordBlock {
    const { records, cursor } = this;
    return { records, unterminated: false, rawOf: (record) => cursor.pending.raw(record.byte, record.bytes) };
  }
}
