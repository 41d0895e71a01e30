/** What a value of JSON must be; of an object all fields, more of them are let through. */
export type Shape =
  | 'text'
  | 'count'
  | 'number'
  | 'flag'
  | readonly [nullable: Shape]
  | { readonly list: Shape }
  | { readonly record: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

/**
 * Where a value differs from a shape.
 *
 * @param path - of the value, for the message
 * @returns `path: expected X, found Y`; null: it does not
 */
export function faultOf(value: unknown, shape: Shape, path: string): string | null {
  if (typeof shape === 'string') {
    return fits(value, shape) ? null : `${path}: expected a ${shape}, found ${shown(value)}`;
  }
  if (Array.isArray(shape)) return value === null ? null : faultOf(value, shape[0] as Shape, path);
  if ('list' in shape) {
    if (!Array.isArray(value)) return `${path}: expected a list, found ${shown(value)}`;
    return firstFault(value.map((item, at) => [`${path}[${at}]`, item, shape.list]));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `${path}: expected an object, found ${shown(value)}`;
  }
  if ('record' in shape) {
    return firstFault(Object.entries(value).map(([name, item]) => [`${path}.${name}`, item, shape.record]));
  }
  const fields = new Map(Object.entries(value));
  const inner = 'fields' in shape ? Object.entries(shape.fields) : [];
  return firstFault(
    inner.map(([name, own]) => [path === '' ? name : `${path}.${name}`, fields.get(name), own]),
  );
}

function firstFault(parts: readonly (readonly [string, unknown, Shape])[]): string | null {
  for (const [path, value, shape] of parts) {
    const fault = faultOf(value, shape, path);
    if (fault !== null) return fault;
  }
  return null;
}

function fits(value: unknown, shape: 'text' | 'count' | 'number' | 'flag'): boolean {
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'flag') return typeof value === 'boolean';
  if (shape === 'count') return Number.isSafeInteger(value) && (value as number) >= 0;
  return typeof value === 'number' && Math.abs(value) < 2 ** 48;
}

/** What was found, short enough for a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
