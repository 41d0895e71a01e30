import type { RecordBlock } from './framer.ts';
import { BETWEEN, CLOSE_OBJECT, COLON, OPEN_ARRAY, OPEN_OBJECT, QUOTE, WHITE_SPACE } from './json-bytes.ts';
import type { JsonPlace } from './json-cursor.ts';
import { JsonElementFramer } from './json-elements.ts';

const MAX_KEY_BYTES = 4096;

/**
 * The elements of the arrays in one top-level JSON object, each with the key of its array as section; other members
 * are passed over in constant memory. So a dump of `{"packets": [...], "streams": [...]}` is read as its packets and
 * streams, one by one.
 */
export class JsonObjectFramer extends JsonElementFramer {
  /** Where the reading stands inside a member. */
  private part: 'between' | 'key' | 'colon' | 'value' | 'skipped' = 'between';

  /** Bytes at the end of the last chunk of {@link pushSome} that were not read; -1 when it did not stop. */
  unread = -1;

  constructor() {
    super(OPEN_OBJECT);
  }

  /**
   * Like `push`, but stops between two elements of an array where somebody else can read on, when enough records came.
   * Where it stopped, the next call must be {@link moveTo}.
   *
   * @param enough - records, at least 1: so the framer has learned what the elements of the array look like
   * @param stopsIn - whether it may stop in an array of this key
   */
  pushSome(chunk: Uint8Array, enough: number, stopsIn: (section: string) => boolean): RecordBlock {
    const { cursor } = this;
    this.append(chunk);
    const from = cursor.length - chunk.length;
    let stops = false;
    do {
      stops =
        this.state === 'elements' &&
        this.records.length >= enough &&
        cursor.at >= from &&
        this.resync.knowsElements &&
        this.section !== null &&
        stopsIn(this.section);
    } while (!stops && this.step(false));
    this.unread = stops ? cursor.length - cursor.at : -1;
    return this.finishPush();
  }

  /** Where the reading stands, and the key of the array it stands in; null outside of one. */
  get place(): JsonPlace {
    return this.cursor.here();
  }

  get arrayKey(): string | null {
    return this.section;
  }

  /** Goes on between two elements of the same array, up to which somebody else read. `history`: the bytes before. */
  moveTo(place: JsonPlace, history: Uint8Array): void {
    this.cursor.moveTo(place, history);
  }

  protected override enter(): void {
    this.state = 'member';
    this.part = 'between';
  }

  protected override leave(): void {
    this.section = null;
    this.enter();
  }

  protected override keepsItem(bytes: number): boolean {
    return (this.state === 'member' && this.part === 'key') || super.keepsItem(bytes);
  }

  protected override readMember(): boolean {
    switch (this.part) {
      case 'between':
        return this.readBetweenMembers();
      case 'key':
        return this.readKey();
      case 'colon':
        return this.readColon();
      case 'value':
        return this.readValue();
      case 'skipped':
        return this.skipValue();
    }
  }

  private readBetweenMembers(): boolean {
    const { cursor } = this;
    const byte = cursor.skip(BETWEEN);
    if (byte < 0) return false;
    if (byte === CLOSE_OBJECT) {
      cursor.at++;
      this.state = 'outside';
      return true;
    }
    this.startItem('member');
    this.part = 'key';
    this.scan.reset(cursor.at);
    if (byte !== QUOTE) this.loseMember(cursor.at, 'a key');
    return true;
  }

  private readKey(): boolean {
    const { cursor, scan } = this;
    const start = cursor.indexOf(this.item);
    const result = scan.run(cursor.bytes, cursor.length, start);
    if (result === 'broken' || scan.at - start > MAX_KEY_BYTES) {
      this.loseMember(Math.min(scan.at, start + MAX_KEY_BYTES), 'the end of a key');
      return true;
    }
    if (result === 'more') return false;
    this.resync.learnContainer(cursor.bytes, start, true);
    this.section = keyText(cursor.bytes.subarray(start, scan.at));
    this.advanceToScan();
    this.part = 'colon';
    return true;
  }

  private readColon(): boolean {
    const { cursor } = this;
    const byte = cursor.skip(WHITE_SPACE);
    if (byte < 0) return false;
    if (byte === COLON) {
      cursor.at++;
      this.part = 'value';
    } else {
      this.loseMember(cursor.at, 'a colon');
    }
    return true;
  }

  private readValue(): boolean {
    const { cursor } = this;
    const byte = cursor.skip(WHITE_SPACE);
    if (byte < 0) return false;
    if (byte === OPEN_ARRAY) {
      cursor.at++;
      this.state = 'elements';
      this.part = 'between';
    } else {
      this.startItem('member');
      this.part = 'skipped';
      this.scan.reset(cursor.at);
    }
    return true;
  }

  private skipValue(): boolean {
    const { cursor, scan } = this;
    const result = scan.run(cursor.bytes, cursor.length, Math.max(0, cursor.indexOf(this.item)));
    if (result === 'broken') {
      this.loseMember(scan.at, 'the rest of the value');
      return true;
    }
    this.advanceToScan();
    if (result === 'done') this.part = 'between';
    return result === 'done';
  }

  /** The member is broken at this index: goes on behind it at the next member or element. */
  private loseMember(at: number, expected: string): void {
    this.part = 'between';
    this.section = null;
    this.lose(at, at + 1, expected);
  }
}

/** The text of a key in quotes; as it stands when it is not valid JSON. */
function keyText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
