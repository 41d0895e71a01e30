import { describeByte } from './describe.ts';
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isDigit,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  WHITE_SPACE,
} from './json-bytes.ts';
import { MAX_JSON_DEPTH } from './limits.ts';

/** Where JSON text stops being JSON. */
export interface JsonFault {
  /** Index of the byte at fault; the end of the text when something is missing there. */
  readonly at: number;
  readonly reason: 'json-syntax' | 'json-depth';
  /** `expected X, found Y` in our own words: what an engine's message quotes is the input's text. */
  readonly detail: string;
}

/** One whole value, or the fault in it. */
export type JsonScan =
  | { readonly ok: true; readonly start: number; readonly end: number }
  | { readonly ok: false; readonly fault: JsonFault };

const WORDS: ReadonlyMap<number, string> = new Map([
  [0x74, 'true'],
  [0x66, 'false'],
  [0x6e, 'null'],
]);
const ESCAPES: ReadonlySet<number> = new Set([...'"\\/bfnrt'].map((c) => c.charCodeAt(0)));

/**
 * Scans one JSON value (RFC 8259) in bytes `[from, to)`, without recursion and without building anything: used to
 * say where a rejected line is wrong, and where one value of several on a line ends. White space before the value is
 * skipped, what follows it is not looked at. Agrees with `JSON.parse` on what is JSON, but for the depth limit;
 * whether bytes are valid UTF-8 is not its question.
 */
export function scanJson(bytes: Uint8Array, from: number, to: number): JsonScan {
  const scanner = new Scanner(bytes, from, to);
  const start = scanner.skipSpace();
  const fault = scanner.value();
  return fault === null ? { ok: true, start, end: scanner.at } : { ok: false, fault };
}

class Scanner {
  at: number;
  private readonly bytes: Uint8Array;
  private readonly end: number;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  skipSpace(): number {
    while (this.at < this.end && WHITE_SPACE.has(this.bytes[this.at] as number)) this.at++;
    return this.at;
  }

  /** One value with everything in it. */
  value(): JsonFault | null {
    // The brackets that are open, innermost last.
    const open: number[] = [];
    for (;;) {
      const fault = this.scalarOrOpening(open);
      if (fault !== null) return fault;
      const rest = this.afterValue(open);
      if (rest !== 'value') return rest;
    }
  }

  /** A scalar, an empty container, or the way into a container up to its first value. */
  private scalarOrOpening(open: number[]): JsonFault | null {
    for (;;) {
      this.skipSpace();
      const byte = this.peek();
      if (byte === QUOTE) return this.string();
      if (byte === 0x2d || isDigit(byte)) return this.number();
      if (byte !== OPEN_ARRAY && byte !== OPEN_OBJECT) return this.word(byte);
      if (open.length === MAX_JSON_DEPTH) {
        return {
          at: this.at,
          reason: 'json-depth',
          detail: `expected at most ${MAX_JSON_DEPTH} levels, found more`,
        };
      }
      open.push(byte);
      this.at++;
      this.skipSpace();
      const closing = byte === OPEN_ARRAY ? CLOSE_ARRAY : CLOSE_OBJECT;
      if (this.peek() === closing) {
        open.pop();
        this.at++;
        return null;
      }
      if (byte === OPEN_OBJECT) {
        const fault = this.key('a key or }');
        if (fault !== null) return fault;
      }
    }
  }

  /** What may follow a value: closing brackets, then a comma. `null`: the outermost value is complete. */
  private afterValue(open: number[]): 'value' | JsonFault | null {
    for (;;) {
      const inside = open.at(-1);
      if (inside === undefined) return null;
      this.skipSpace();
      const byte = this.peek();
      if (byte === COMMA) {
        this.at++;
        return inside === OPEN_OBJECT ? (this.key('a key') ?? 'value') : 'value';
      }
      const closing = inside === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY;
      if (byte !== closing) return this.fault(`a comma or ${inside === OPEN_OBJECT ? '}' : ']'}`);
      open.pop();
      this.at++;
    }
  }

  private key(expected: string): JsonFault | null {
    this.skipSpace();
    if (this.peek() !== QUOTE) return this.fault(expected);
    const fault = this.string();
    if (fault !== null) return fault;
    this.skipSpace();
    if (this.peek() !== COLON) return this.fault('a colon');
    this.at++;
    return null;
  }

  private string(): JsonFault | null {
    this.at++;
    for (; this.at < this.end; this.at++) {
      const byte = this.peek();
      if (byte === QUOTE) {
        this.at++;
        return null;
      }
      if (byte < 0x20) return this.fault('a closing quote or text');
      if (byte !== BACKSLASH) continue;
      this.at++;
      if (this.peek() === 0x75) {
        for (let digit = 0; digit < 4; digit++) {
          this.at++;
          if (!isHex(this.peek())) return this.fault('four hexadecimal digits');
        }
      } else if (!ESCAPES.has(this.peek())) {
        return this.fault('an escape');
      }
    }
    return this.fault('a closing quote');
  }

  private number(): JsonFault | null {
    if (this.peek() === 0x2d) this.at++;
    if (this.peek() === 0x30) this.at++;
    else if (!this.digits()) return this.fault('a digit');
    if (this.peek() === 0x2e) {
      this.at++;
      if (!this.digits()) return this.fault('a digit');
    }
    if ((this.peek() | 0x20) === 0x65) {
      this.at++;
      if (this.peek() === 0x2b || this.peek() === 0x2d) this.at++;
      if (!this.digits()) return this.fault('a digit');
    }
    return null;
  }

  private digits(): boolean {
    const from = this.at;
    while (isDigit(this.peek())) this.at++;
    return this.at > from;
  }

  private word(first: number): JsonFault | null {
    const word = WORDS.get(first);
    if (word === undefined) return this.fault('a value');
    for (const letter of word) {
      if (this.peek() !== letter.charCodeAt(0)) return this.fault(`the word ${word}`);
      this.at++;
    }
    return null;
  }

  /** The byte here; -1 at the end. */
  private peek(): number {
    return this.at < this.end ? (this.bytes[this.at] as number) : -1;
  }

  private fault(expected: string): JsonFault {
    return {
      at: this.at,
      reason: 'json-syntax',
      detail: `expected ${expected}, found ${describeByte(this.peek())}`,
    };
  }
}

function isHex(byte: number): boolean {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}
