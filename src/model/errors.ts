/** A call that cannot be carried out as typed: wrong option, name or value. Exit code 2, nothing printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** No input could be used. Exit code 3. */
export class InputError extends Error {
  override readonly name: string = 'InputError';
}

/**
 * Memory, or a table of the platform, is nearly full: going on would end in a crash. Exit code 3, nothing printed. The
 * message says which limit, where in the input it was met, and what to do.
 */
export class LimitError extends InputError {
  override readonly name = 'LimitError';
  private readonly limit: string;
  private readonly advice: string;
  private readonly place: string | null;

  /**
   * @param limit - what is full, with the number that it may not pass
   * @param advice - what to do
   * @param place - where in the input; null: whoever found it does not know, see {@link at}
   */
  constructor(limit: string, advice: string, place: string | null = null) {
    super(`${limit}${place === null ? '' : `, met at ${place}`}; ${advice}`);
    this.limit = limit;
    this.advice = advice;
    this.place = place;
  }

  /** The same error with its place in the input, if it has none yet. */
  at(place: string | null): LimitError {
    return this.place !== null || place === null ? this : new LimitError(this.limit, this.advice, place);
  }

  /** All of it as it can be sent to another thread: what the constructor takes. */
  get parts(): readonly [limit: string, advice: string] {
    return [this.limit, this.advice];
  }
}

/** A result could not be written. Exit code 5. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** The caller's signal ended the run before there was anything to tell. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}
