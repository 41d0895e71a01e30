/**
 * The names that somebody may have meant who typed another: those that begin so, else the near ones, nearest first;
 * of equals the earlier. Case is no difference.
 *
 * @returns empty when none is near
 */
export function nearNames(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const begun = names.filter((name) => wanted !== '' && name.toLowerCase().startsWith(wanted));
  if (begun.length > 0) return begun;
  return names
    .map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => isNear(wanted, distance))
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
}

/** Whether so many edits may be a slip: a third of what was typed, two in any case but for words as short as that. */
export function isNear(typed: string, distance: number): boolean {
  return distance <= Math.max(2, Math.floor(typed.length / 3)) && distance < typed.length;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
export function distanceOf(a: string, b: string): number {
  let twoAgo: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (before[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (before[j - 1] as number) + (same ? 0 : 1),
        swapped ? (twoAgo[j - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    twoAgo = before;
    before = row;
  }
  return before[b.length] as number;
}
