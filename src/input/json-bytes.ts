/** The bytes that give JSON text its structure (RFC 8259 section 2). */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_ARRAY = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

export const WHITE_SPACE: ReadonlySet<number> = new Set([SPACE, TAB, LF, CR]);
/** Between elements: also commas, which are not judged, and the separator of JSON text sequences (RFC 7464). */
export const BETWEEN: ReadonlySet<number> = new Set([...WHITE_SPACE, COMMA, 0x1e]);

/** Whether a byte is an ASCII digit. */
export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
