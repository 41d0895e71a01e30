import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  LF,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
} from './json-bytes.ts';

/** Nesting whose brackets are matched by kind; deeper ones are only counted. */
const MATCHED_DEPTH = 256;

/** 1 for the bytes that mean something inside a string, and inside a container but outside its strings. */
const IN_STRING = marked(QUOTE, BACKSLASH, LF);
const IN_CONTAINER = marked(QUOTE, OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY, LF);

function marked(...bytes: readonly number[]): Uint8Array {
  const marks = new Uint8Array(256);
  for (const byte of bytes) marks[byte] = 1;
  return marks;
}

/**
 * Finds where one JSON value ends, in as many pieces as it comes. It looks at quotes and brackets only, but notices
 * at once when those stop making sense (a line end inside a string, a bracket or string in a place where none can
 * be): a missing quote or bracket would otherwise swallow the values that follow.
 */
export class JsonValueScan {
  /** Index behind the value after `done`, of the fault after `broken`, else where the next piece starts. */
  at = 0;
  /** Deepest nesting seen. */
  depth = 0;
  /** Line ends passed so far, and the index of the last one (-1 for none in this piece). */
  lines = 0;
  lastLineEnd = -1;
  private open = 0;
  private inString: boolean = false;
  private escaped: boolean = false;
  private inWord: boolean = false;
  private readonly kinds = new Uint8Array(MATCHED_DEPTH + 1);

  /** Prepares for a value that starts at this index. */
  reset(at: number): void {
    this.at = at;
    this.depth = 0;
    this.lines = 0;
    this.lastLineEnd = -1;
    this.open = 0;
    this.inString = false;
    this.escaped = false;
    this.inWord = false;
  }

  /** Follows a move of the buffer by this many bytes. */
  shift(bytes: number): void {
    this.at -= bytes;
    this.lastLineEnd -= bytes;
  }

  /**
   * Goes on up to index `to`.
   *
   * @param floor - first index that belongs to this value and is still there to be looked back at
   */
  run(bytes: Uint8Array, to: number, floor: number): 'more' | 'done' | 'broken' {
    for (let at = this.at; ; at++) {
      // Most bytes say nothing: they are passed in one of two tight loops.
      if (!this.escaped && (this.inString || this.open > 0)) {
        const meaning = this.inString ? IN_STRING : IN_CONTAINER;
        while (at < to && meaning[bytes[at] as number] === 0) at++;
      }
      if (at >= to) return this.stop(at, 'more');
      const byte = bytes[at] as number;
      if (this.inString) {
        if (byte === LF) return this.stop(at, 'broken');
        if (byte === QUOTE && !this.escaped) {
          this.inString = false;
          if (this.open === 0) return this.stop(at + 1, 'done');
        }
        this.escaped = byte === BACKSLASH && !this.escaped;
        continue;
      }
      switch (byte) {
        case QUOTE:
          if (this.inWord) return this.stop(at, 'done');
          if (!this.mayOpen(bytes, at, floor, true)) return this.stop(at, 'broken');
          this.inString = true;
          break;
        case OPEN_OBJECT:
        case OPEN_ARRAY:
          if (this.inWord) return this.stop(at, 'done');
          if (!this.mayOpen(bytes, at, floor, false)) return this.stop(at, 'broken');
          this.open++;
          if (this.open > this.depth) this.depth = this.open;
          if (this.open <= MATCHED_DEPTH) this.kinds[this.open] = byte;
          break;
        case CLOSE_OBJECT:
        case CLOSE_ARRAY:
          if (this.open === 0) return this.stop(at, this.inWord ? 'done' : 'broken');
          // The two closing brackets are the opening ones plus two.
          if (this.open <= MATCHED_DEPTH && this.kinds[this.open] !== byte - 2)
            return this.stop(at, 'broken');
          this.open--;
          if (this.open === 0) return this.stop(at + 1, 'done');
          break;
        case LF:
          if (this.open === 0) return this.stop(at, 'done');
          this.lines++;
          this.lastLineEnd = at;
          break;
        default:
          // A comma, a colon or white space ends a number or word that stands alone.
          if (byte <= SPACE || byte === COMMA || byte === COLON) {
            return this.stop(at, this.inWord ? 'done' : 'broken');
          }
          this.inWord = true;
      }
    }
  }

  /** Whether a string or a container may start here, by the last byte before it that is no white space. */
  private mayOpen(bytes: Uint8Array, at: number, floor: number, isString: boolean): boolean {
    if (this.open === 0) return true;
    let before = at - 1;
    while (before >= floor && (bytes[before] as number) <= 0x20) before--;
    if (before < floor || this.open > MATCHED_DEPTH) return true;
    const byte = bytes[before];
    if (this.kinds[this.open] === OPEN_ARRAY) return byte === OPEN_ARRAY || byte === COMMA;
    if (byte === COLON) return true;
    return isString && (byte === OPEN_OBJECT || byte === COMMA);
  }

  private stop<Result>(at: number, result: Result): Result {
    this.at = at;
    return result;
  }
}
