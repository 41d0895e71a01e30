import { LimitError } from '../model/errors.ts';
import { READ_LESS } from '../model/platform-limits.ts';

/** Distinct viewers (sessions, where they name none) whose time is kept, whatever memory there is. */
export const MAX_VIEWERS = 20_000_000;

/**
 * Whether so many may be kept depends on the union alone, so that any split into threads or files ends alike.
 *
 * @param count - distinct viewers and sessions without one
 * @throws LimitError when there are more than {@link MAX_VIEWERS}
 */
export function expectFewViewers(count: number): void {
  if (count <= MAX_VIEWERS) return;
  throw new LimitError(`more than ${MAX_VIEWERS} distinct viewers`, READ_LESS);
}
