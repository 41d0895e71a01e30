/** A call that cannot be carried out as typed: wrong option, name or value. Exit code 2, nothing printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** No input could be used. Exit code 3. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** A result could not be written. Exit code 5. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** The caller's signal ended the run before there was anything to tell. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}
