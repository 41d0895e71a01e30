/** Dimensions by name; `tags.KEY` is one for every key. */
export const DIMENSIONS = [
  'location',
  'user_agent',
  'device',
  'os',
  'player',
  'app_version',
  'isp',
  'cdn',
  'edge',
  'content_id',
  'quality',
] as const;

const TAG_PREFIX = 'tags.';

/** Distinct values of a dimension that are told apart; which to keep beyond would depend on order, so then none is. */
export const MAX_VALUES = 10_000;

/** `--where DIM=V`: one of the values, or with `isNot` none of them. The value '' is unknown. */
export interface Condition {
  readonly dimension: string;
  readonly values: readonly string[];
  readonly isNot: boolean;
}

/** What is asked for besides the whole: before any input is read. */
export interface SliceRequest {
  /** All must hold; none: everything counts. */
  readonly where: readonly Condition[];
  /** `--by`: one breakdown each, of one dimension or of several together. */
  readonly by: readonly (readonly string[])[];
  /** Values of a breakdown that are reported; the others are reported together. */
  readonly top: number;
}

export const NO_SLICES: SliceRequest = { where: [], by: [], top: 10 };

export function isDimension(name: string): boolean {
  if (name.startsWith(TAG_PREFIX)) return name.length > TAG_PREFIX.length;
  return (DIMENSIONS as readonly string[]).includes(name);
}

/** Whether a session may have one value after another; of the other dimensions it keeps the first it told. */
export function isSplitByTime(dimension: string): boolean {
  return dimension === 'quality' || dimension === 'cdn' || dimension === 'edge';
}

/** A breakdown's name in the report: `location`, `device+os`. */
export function breakdownName(dimensions: readonly string[]): string {
  return dimensions.join('+');
}
