import { isDigit } from './json-bytes.ts';

/** Integers of this many digits may pass 2^53 and lose digits as a number. */
const LONG_DIGITS = 16;

/**
 * Whether bytes `[from, to)` hold a run of 16 or more digits anywhere. Looks at every 16th byte only, because such a
 * run covers one of them.
 */
export function hasLongDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from + LONG_DIGITS - 1; at < to; at += LONG_DIGITS) {
    if (!isDigit(bytes[at] as number)) continue;
    let first = at;
    while (first > from && isDigit(bytes[first - 1] as number)) first--;
    let next = at + 1;
    while (next < to && isDigit(bytes[next] as number)) next++;
    if (next - first >= LONG_DIGITS) return true;
  }
  return false;
}

/**
 * Puts quotes around integers of 16 or more digits that stand outside strings, so that `JSON.parse` keeps their
 * digits as text. Everything else stays, also what is wrong: the text is JSON afterwards if and only if it was before.
 */
export function quoteLongIntegers(json: string): string {
  let result = '';
  let copied = 0;
  for (let at = 0; at < json.length; ) {
    const quote = json.indexOf('"', at);
    const end = quote < 0 ? json.length : quote;
    // `e`, `.` and signs belong to the token: only a plain integer is meant, a float stays a float.
    for (const found of json.slice(at, end).matchAll(/[-+.0-9eE]{16,}/g)) {
      if (!/^-?[1-9][0-9]{15,}$/.test(found[0])) continue;
      const start = at + found.index;
      const next = start + found[0].length;
      // A number in the place of a key is a fault that quotes would hide.
      if (/^[ \t\r\n]*:/.test(json.slice(next, end))) continue;
      result += `${json.slice(copied, start)}"${found[0]}"`;
      copied = next;
    }
    at = quote < 0 ? json.length : stringEnd(json, quote);
  }
  return result + json.slice(copied);
}

/** Index behind the closing quote of the string that opens here; the end of the text when it does not close. */
function stringEnd(json: string, open: number): number {
  for (let at = json.indexOf('"', open + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let first = at;
    while (json[first - 1] === '\\') first--;
    if ((at - first) % 2 === 0) return at + 1;
  }
  return json.length;
}
