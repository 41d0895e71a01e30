/**
 * JSON with two spaces, a line feed at the end. Differs from `JSON.stringify` in three ways: an array of plain
 * values stands on one line (rows of a series would else be a line per cell), the keys of objects whose path is in `mapPaths`
 * are ordered by their bytes (an object in memory puts integer-like keys first), and a number that JSON cannot
 * say is an error instead of `null`.
 *
 * @param mapPaths - paths, without array indices, of objects that map input text to values
 * @throws {Error} for NaN, an infinity or −0: a bug of whoever made the value
 */
export function jsonText(value: unknown, mapPaths: ReadonlySet<string>): string {
  return `${written(value, '', '', mapPaths)}\n`;
}

function written(value: unknown, path: string, indent: string, mapPaths: ReadonlySet<string>): string {
  if (typeof value === 'number') return numberText(value, path);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => written(item, path, inner, mapPaths));
    if (value.every(isPlain)) return `[${items.join(', ')}]`;
    return `[\n${items.map((item) => inner + item).join(',\n')}\n${indent}]`;
  }
  // `Object.entries` and not a copied object: a key may be `__proto__`.
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  if (entries.length === 0) return '{}';
  if (mapPaths.has(path)) entries.sort(([a], [b]) => compareByBytes(a, b));
  const members = entries.map(([key, member]) => {
    const memberPath = path === '' ? key : `${path}.${key}`;
    return `${inner}${JSON.stringify(key)}: ${written(member, memberPath, inner, mapPaths)}`;
  });
  return `{\n${members.join(',\n')}\n${indent}}`;
}

/**
 * A number as JSON writes it.
 *
 * @throws {Error} for NaN, an infinity or −0, naming its path
 */
export function numberText(value: number, path: string): string {
  if (!Number.isFinite(value) || Object.is(value, -0)) {
    throw new Error(
      `${path}: expected a number that JSON can say, found ${Object.is(value, -0) ? '-0' : value}`,
    );
  }
  return JSON.stringify(value);
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** Order of the UTF-8 bytes, which is that of the code points (UTF-16 order differs beyond U+FFFF). */
export function compareByBytes(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
