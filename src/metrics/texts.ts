/** Map-like objects of the report: keys in the order of their UTF-8 bytes, so that equal states print equally. */
export function sortedRecord(map: ReadonlyMap<string, number>): Record<string, number> {
  // A null prototype: keys come from the input, and `__proto__` must be a key like any other.
  const record: Record<string, number> = Object.create(null);
  for (const key of [...map.keys()].sort(compareBytes)) record[key] = map.get(key) as number;
  return record;
}

/** Order of UTF-8 bytes, which is the order of code points. 0 for equal texts only. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  // Halves of surrogate pairs have no UTF-8 and are all the same bytes here, but not the same text.
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) || (a < b ? -1 : 1);
}

/** An instant as the report writes it: RFC 3339 with ms, or seconds with six decimals on a media clock. */
export function instantText(atMs: number, clock: 'utc' | 'media'): string {
  return clock === 'utc' ? new Date(atMs).toISOString() : (atMs / 1000).toFixed(6);
}
