import { Shard, type ShardOptions } from '../engine/shard.ts';
import type { Dictionary, DimensionSets } from '../model/dictionary.ts';

/** What a shard of another thread is made of: {@link ShardOptions} as far as they can be sent. */
export interface ShardTask {
  readonly bounds: ShardOptions['bounds'];
  readonly clock: ShardOptions['clock'];
  readonly sessionTimeoutMs: number;
  readonly slices: ShardOptions['slices'];
  readonly keepsOpen: ShardOptions['keepsOpen'];
  /** `--stream` as typed; null: all. */
  readonly stream: string | null;
  /** Names of streams by id. */
  readonly streamNames: ReadonlyMap<string, string>;
}

/** @param dictionary - of the thread that folds the shard, like `dims` */
export function shardOf(
  task: ShardTask,
  dictionary: Dictionary,
  dims: DimensionSets,
  startMs: () => number,
): Shard {
  return new Shard({ ...shardOptions(task, dictionary, dims), startMs });
}

/** What the shards of one thread have in common. */
export function shardOptions(
  task: ShardTask,
  dictionary: Dictionary,
  dims: DimensionSets,
): Omit<ShardOptions, 'startMs'> {
  const { bounds, clock, sessionTimeoutMs, keepsOpen, slices, stream, streamNames } = task;
  const wantsStream = streamTest(stream, dictionary, streamNames);
  return { dictionary, dims, bounds, clock, sessionTimeoutMs, keepsOpen, slices, wantsStream };
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
