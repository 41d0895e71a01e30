/** A value through its formatter; null stays null, and a figure of a distribution that is not there is null. */
export function formatted(
  value: number | null | undefined,
  format: (value: number) => string,
): string | null {
  return value === null || value === undefined ? null : format(value);
}
