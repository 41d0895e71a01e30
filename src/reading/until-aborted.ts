import { InterruptedError } from '../model/errors.ts';

/**
 * What work comes to, or null as soon as a signal is given: a read from a silent pipe cannot be called back, but
 * nobody has to wait for it.
 */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal | null): Promise<T | null> {
  if (signal === null) return await work;
  return await new Promise<T | null>((resolve, reject) => {
    const abandon = (): void => resolve(null);
    // One listener a call, taken away again: promises that wait for the signal would pile up over a long run.
    signal.addEventListener('abort', abandon, { once: true });
    if (signal.aborted) abandon();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}

/** The items of work that goes on, up to the end or to the signal; what is under way then is left alone. */
export async function* itemsUntilAborted<T>(
  work: AsyncIterator<T>,
  signal: AbortSignal | null,
): AsyncGenerator<T> {
  for (;;) {
    const next = await orAborted(work.next(), signal);
    if (next === null || next.done === true) return;
    yield next.value;
  }
}

/**
 * The same where there is nothing to go on with.
 *
 * @param unwanted - gets what the work comes to after all
 * @throws InterruptedError when the signal is given first
 */
export async function unlessAborted<T extends object>(
  work: Promise<T>,
  signal: AbortSignal | null,
  unwanted: (late: T) => void = () => undefined,
): Promise<T> {
  const result = await orAborted(work, signal);
  if (result !== null) return result;
  work.then(unwanted, () => undefined);
  throw new InterruptedError('interrupted before anything was read');
}
