import type { Dictionary } from '../model/dictionary.ts';

/** Texts that are remembered: a power of two. */
const REMEMBERED = 65_536;

/** Texts of a dictionary as an output writes them, made once for neighbours that share them. */
export class WrittenTexts {
  private readonly dictionary: Dictionary;
  private readonly write: (text: string) => string;
  private readonly ids = new Uint32Array(REMEMBERED);
  private readonly written: string[] = new Array(REMEMBERED).fill('');

  /** @param write - the one function that makes any text of the input safe for the output */
  constructor(dictionary: Dictionary, write: (text: string) => string) {
    this.dictionary = dictionary;
    this.write = write;
  }

  /** @param id - above 0 */
  of(id: number): string {
    const place = id & (REMEMBERED - 1);
    if (this.ids[place] === id) return this.written[place] as string;
    const text = this.write(this.dictionary.text(id));
    this.ids[place] = id;
    this.written[place] = text;
    return text;
  }
}

const THREE_DIGITS: readonly string[] = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));

/** Instants as RFC 3339 in UTC, with ms, and with µs where there are any. */
export class InstantTexts {
  private second = Number.NaN;
  /** Everything up to the point. */
  private start = '';

  /** @param us - whole epoch µs */
  of(us: number): string {
    const second = Math.floor(us / 1_000_000);
    if (second !== this.second) {
      this.second = second;
      this.start = new Date(second * 1000).toISOString().slice(0, 20);
    }
    const rest = us - second * 1_000_000;
    const ms = Math.floor(rest / 1000);
    const micros = rest - ms * 1000;
    const text = this.start + (THREE_DIGITS[ms] as string);
    return micros === 0 ? `${text}Z` : `${text}${THREE_DIGITS[micros] as string}Z`;
  }
}

/** Whole µs as a number of ms: exact, with the decimals it needs and at most three. */
export function msText(us: number): string {
  const whole = Math.trunc(us / 1000);
  const rest = Math.abs(us - whole * 1000);
  if (rest === 0) return `${whole}`;
  const decimals = (THREE_DIGITS[rest] as string).replace(/0+$/, '');
  return `${us < 0 && whole === 0 ? '-' : ''}${whole}.${decimals}`;
}
