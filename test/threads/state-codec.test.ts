import { expect, it } from 'vitest';
import { emptyState, mergeState, type ShardState } from '../../src/engine/shard-state.ts';
import { Shards } from '../../src/engine/shards.ts';
import { Dictionary } from '../../src/model/dictionary.ts';
import { run } from '../../src/pipeline.ts';
import { DEFAULT_OPTIONS } from '../../src/run-options.ts';
import { received, sendable } from '../../src/threads/state-codec.ts';
import { ThreadedShards } from '../../src/threads/threaded-shards.ts';
import { mixedLog } from '../pipeline/mixed-log.ts';

/** The report of a log whose states this goes through before they become figures. */
async function reportOf(text: string, change: (state: ShardState) => ShardState): Promise<string> {
  const end = Shards.prototype.end;
  ThreadedShards.prototype.end = async function (this: ThreadedShards, asOfMs: number): Promise<ShardState> {
    return change(await end.call(this, asOfMs));
  };
  try {
    async function* content(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(text);
    }
    return JSON.stringify((await run([content()], { ...DEFAULT_OPTIONS, shards: 3 })).report);
  } finally {
    ThreadedShards.prototype.end = end;
  }
}

it.each([1, 2, 3])('a state that was sent gives the same report, seed %i', async (seed) => {
  const dictionaries = new Set<Dictionary>();
  const sent = await reportOf(mixedLog(seed), (state) => {
    // What the other side gets is a structured clone.
    const copy = received(structuredClone(sendable(state)), dictionaryOf(state));
    dictionaries.add(dictionaryOf(copy));
    const whole = emptyState(dictionaryOf(state));
    mergeState(whole, copy);
    return whole;
  });
  expect(sent).toBe(await reportOf(mixedLog(seed), (state) => state));
  expect(sent.length).toBeGreaterThan(10_000);
  expect(dictionaries.size).toBe(1);
});

/** The dictionary that a state counts by. */
function dictionaryOf(state: ShardState): Dictionary {
  return (state.viewers.qualityMs as unknown as { readonly dictionary: Dictionary }).dictionary;
}

it('what no state may hold is refused, by its name', () => {
  const state = emptyState(new Dictionary());
  const withExtra = (extra: unknown) => ({ ...state, extra }) as ShardState;
  expect(() => sendable(withExtra(() => 1))).toThrow('a function cannot be sent to another thread');
  expect(() => sendable(withExtra(new URL('file:///x')))).toThrow('a URL cannot be sent to another thread');
  expect(() => sendable(withExtra({ list: [new Map([['a', { deep: /x/ }]])] }))).toThrow('a RegExp cannot');
});
