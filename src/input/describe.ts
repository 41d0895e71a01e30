const BYTE_NAMES: ReadonlyMap<number, string> = new Map([
  [-1, 'the end'],
  [0x09, 'a tab'],
  [0x0a, 'a line end'],
  [0x0d, 'a carriage return'],
  [0x20, 'a space'],
  [0x22, 'a double quote'],
  [0x27, 'a single quote'],
  [0x2c, 'a comma'],
  [0x3a, 'a colon'],
  [0x5b, 'an opening square bracket'],
  [0x5c, 'a backslash'],
  [0x5d, 'a closing square bracket'],
  [0x7b, 'an opening brace'],
  [0x7d, 'a closing brace'],
]);

/** A byte of the input in words, without showing it; -1 is the end of the text. */
export function describeByte(byte: number): string {
  const name = BYTE_NAMES.get(byte);
  if (name !== undefined) return name;
  if (byte >= 0x30 && byte <= 0x39) return 'a digit';
  const lower = byte | 0x20;
  if (lower >= 0x61 && lower <= 0x7a) return 'a letter';
  return `byte 0x${byte.toString(16).padStart(2, '0')}`;
}

/** The kind of a JSON value in words. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
