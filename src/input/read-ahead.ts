/**
 * The values of a generator, each asked for before the one before it is handed out: what the source leaves to
 * other threads (inflating, reading) goes on while the caller works. An error comes at its place in the order.
 */
export async function* readAhead<Value>(source: AsyncGenerator<Value>): AsyncGenerator<Value> {
  let next = ask(source);
  try {
    for (let result = await next; result.done !== true; result = await next) {
      next = ask(source);
      yield result.value;
    }
  } finally {
    // A caller that leaves early must not find the source still at work.
    await next.catch(() => undefined);
    await source.return(undefined);
  }
}

/** That it failed is said when its turn comes, if it does. */
function ask<Value>(source: AsyncGenerator<Value>): Promise<IteratorResult<Value>> {
  const next = source.next();
  next.catch(() => undefined);
  return next;
}
