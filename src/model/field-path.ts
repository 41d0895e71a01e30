/**
 * The keys that a path names: `user.id` is the key `id` inside `user`, `tracks.0.name` goes through the first element
 * of an array. A backslash takes the character after it literally: `user\.id` is one key with a dot in it.
 *
 * @returns null when a key is empty or nothing follows a backslash
 */
export function parsePath(text: string): string[] | null {
  const keys: string[] = [];
  let key = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '.') {
      keys.push(key);
      key = '';
    } else if (character === '\\') {
      at++;
      if (at === text.length) return null;
      key += text[at];
    } else {
      key += character;
    }
  }
  keys.push(key);
  return keys.includes('') ? null : keys;
}

/** The path of keys as {@link parsePath} reads it. */
export function pathText(keys: readonly string[]): string {
  return keys.map((key) => key.replace(/[\\.]/g, '\\$&')).join('.');
}

/**
 * The value at a path, through own keys of objects and elements of arrays.
 *
 * @returns undefined when there is none
 */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null) return undefined;
    if (Array.isArray(inner) ? !/^\d+$/.test(key) : !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Readonly<Record<string, unknown>>)[key];
  }
  return inner;
}
