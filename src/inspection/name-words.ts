import { UNIT_WORDS } from './known-names.ts';

/** A name as `known-names.ts` has them, and the unit it ends with. */
export interface PlainName {
  /** Small letters and digits, without separators and unit. */
  readonly text: string;
  /** A unit of field maps; null: the name says none. */
  readonly unit: string | null;
}

/**
 * What a name may be known by: all its keys (`user.id` is `userid`), and its last one alone.
 *
 * @returns most telling first; one whose unit is all of it (`kbps`) has an empty text
 */
export function plainNames(keys: readonly string[]): PlainName[] {
  const whole = plainName(keys.join(' '));
  // Flat logs write paths as names, with the dots in them.
  const last = plainName(keys.at(-1)?.split('.').at(-1) ?? '');
  return whole.text === last.text ? [whole] : [whole, last];
}

function plainName(name: string): PlainName {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  // `TimeMSec` falls into three words.
  for (const count of [2, 1]) {
    const unit = words.length >= count ? UNIT_WORDS.get(words.slice(-count).join('')) : undefined;
    if (unit !== undefined) return { text: words.slice(0, -count).join(''), unit };
  }
  return { text: words.join(''), unit: null };
}
