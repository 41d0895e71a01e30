import { BETWEEN, CLOSE_OBJECT, COLON, OPEN_ARRAY, OPEN_OBJECT, QUOTE, WHITE_SPACE } from './json-bytes.ts';
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

  constructor() {
    super(OPEN_OBJECT);
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
