import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAhead } from '../../src/input/read-ahead.ts';

/** Tells what a source was asked and how it was left. */
function watched(count: number, failsAt = Number.POSITIVE_INFINITY) {
  const told: string[] = [];
  async function* source(): AsyncGenerator<number> {
    try {
      for (let n = 0; n < count; n++) {
        told.push(`asked ${n}`);
        await new Promise(setImmediate);
        if (n === failsAt) throw new Error(`at ${n}`);
        yield n;
      }
    } finally {
      told.push('left');
    }
  }
  return { told, source: source() };
}

it('gives what the source gives, to callers that leave at any place, and the source is left once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(6), fc.nat(8), async (count, leaves) => {
      const { told, source } = watched(count);
      const got: number[] = [];
      for await (const value of readAhead(source)) {
        got.push(value);
        if (got.length === leaves) break;
      }
      const expected = leaves === 0 ? count : Math.min(count, leaves);
      expect(got).toEqual(Array.from({ length: expected }, (_, n) => n));
      expect(told.filter((line) => line === 'left')).toHaveLength(1);
      expect(told.at(-1)).toBe('left');
    }),
  );
});

it('asks for the next value before it hands one out, and for no more', async () => {
  const { told, source } = watched(5);
  const ahead = readAhead(source);
  expect(await ahead.next()).toEqual({ done: false, value: 0 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(told).toEqual(['asked 0', 'asked 1']);
  await ahead.return(undefined);
  expect(told).toEqual(['asked 0', 'asked 1', 'left']);
});

it('an error comes at its place, after the values before it', async () => {
  const { told, source } = watched(5, 2);
  const ahead = readAhead(source);
  expect((await ahead.next()).value).toBe(0);
  expect((await ahead.next()).value).toBe(1);
  await expect(ahead.next()).rejects.toThrow('at 2');
  expect(told.at(-1)).toBe('left');
});

it('an error that nobody comes to is not left unhandled', async () => {
  const { source } = watched(5, 1);
  const ahead = readAhead(source);
  expect((await ahead.next()).value).toBe(0);
  await ahead.return(undefined);
});
