import { Shard, type ShardOptions } from '../engine/shard.ts';
import type { Dictionary } from '../model/dictionary.ts';

/** What a shard of another thread is made of: {@link ShardOptions} as far as they can be sent. */
export interface ShardTask {
  readonly bounds: ShardOptions['bounds'];
  readonly clock: ShardOptions['clock'];
  readonly sessionTimeoutMs: number;
  /** `--stream` as typed; null: all. */
  readonly stream: string | null;
  /** Names of streams by id. */
  readonly streamNames: ReadonlyMap<string, string>;
}

/** @param dictionary - of the thread that folds the shard */
export function shardOf(task: ShardTask, dictionary: Dictionary, startMs: () => number): Shard {
  const { bounds, clock, sessionTimeoutMs, stream, streamNames } = task;
  const wantsStream = streamTest(stream, dictionary, streamNames);
  return new Shard({ dictionary, bounds, clock, sessionTimeoutMs, wantsStream, startMs });
}

/** Whether a stream (dictionary id) is the one asked for, by id or by name; null: all are. */
export function streamTest(
  asked: string | null,
  dictionary: Dictionary,
  names: ReadonlyMap<string, string>,
): ((stream: number) => boolean) | null {
  if (asked === null) return null;
  return (stream) => {
    const id = dictionary.text(stream);
    return id === asked || names.get(id) === asked;
  };
}
