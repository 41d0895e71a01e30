import { OpenSessions } from '../engine/open-sessions.ts';
import type { ShardState } from '../engine/shard-state.ts';
import { UrlCounts } from '../metrics/cdn-urls.ts';
import { NamedCounts } from '../metrics/named-counts.ts';
import { ArrivalGrid } from '../metrics/streams-arrival-grid.ts';
import { LongestSteps } from '../metrics/streams-longest-steps.ts';
import { SequenceTally } from '../metrics/streams-sequence-tally.ts';
import { Extent, TrackTally } from '../metrics/streams-tally.ts';
import { Dictionary } from '../model/dictionary.ts';
import { BucketCounts } from '../stats/bucket-counts.ts';
import { BucketHistograms } from '../stats/bucket-histograms.ts';
import { BucketMaxima } from '../stats/bucket-maxima.ts';
import { BucketSums } from '../stats/bucket-sums.ts';
import { CountTable } from '../stats/count-table.ts';
import { DenseCounts } from '../stats/dense-counts.ts';
import { ExactSum } from '../stats/exact-sum.ts';
import { Histogram } from '../stats/histogram.ts';
import { StepFunction } from '../stats/step-function.ts';

/** Classes whose instances a state may hold. Sent by their place here, so that both sides must be the same build. */
const CLASSES: readonly { readonly prototype: object }[] = [
  ArrivalGrid,
  BucketCounts,
  BucketHistograms,
  BucketMaxima,
  BucketSums,
  CountTable,
  DenseCounts,
  ExactSum,
  Extent,
  Histogram,
  LongestSteps,
  NamedCounts,
  OpenSessions,
  SequenceTally,
  StepFunction,
  TrackTally,
  UrlCounts,
];
const PROTOTYPES = new Map(CLASSES.map(({ prototype }, at) => [prototype, at]));

/** An instance of a class, without its methods. */
class Sent {
  readonly sentAs: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(sentAs: number, fields: Readonly<Record<string, unknown>>) {
    this.sentAs = sentAs;
    this.fields = fields;
  }
}

/** What stands for the dictionary: each thread has its own, and they agree about ids. */
const DICTIONARY = -1;

/**
 * A state as it can be sent to another thread whose dictionary has the same ids.
 *
 * @throws Error for what no state may hold: a function, an instance of an unknown class
 */
export function sendable(state: ShardState): unknown {
  return encode(state, new Map());
}

function encode(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === 'function') throw new Error('a function cannot be sent to another thread');
  if (isPlain(value)) return value;
  const known = seen.get(value as object);
  if (known !== undefined) return known;
  return encodeObject(value as object, seen);
}

function encodeObject(value: object, seen: Map<object, unknown>): unknown {
  if (value instanceof Dictionary) return remember(seen, value, { sentAs: DICTIONARY, fields: {} });
  if (Array.isArray(value))
    return remember(
      seen,
      value,
      value.map((item) => encode(item, seen)),
    );
  if (value instanceof Set)
    return remember(seen, value, new Set([...value].map((item) => encode(item, seen))));
  if (value instanceof Map) {
    return remember(seen, value, new Map([...value].map(([key, item]) => [key, encode(item, seen)])));
  }
  const prototype: object | null = Object.getPrototypeOf(value);
  const fields = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, encode(item, seen)]));
  if (prototype === Object.prototype) return remember(seen, value, fields);
  const sentAs = prototype === null ? undefined : PROTOTYPES.get(prototype);
  if (sentAs === undefined) throw new Error(`a ${value.constructor.name} cannot be sent to another thread`);
  return remember(seen, value, new Sent(sentAs, fields));
}

/** What is sent as it is: no objects, or a collection of none. The largest parts of a state are such. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true;
  if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) if (typeof item === 'object' && item !== null) return false;
    return true;
  }
  if (!(value instanceof Map)) return false;
  for (const item of value.values()) if (typeof item === 'object' && item !== null) return false;
  return true;
}

function remember(seen: Map<object, unknown>, value: object, encoded: unknown): unknown {
  seen.set(value, encoded);
  return encoded;
}

/** The state that {@link sendable} made ready, with this dictionary. */
export function received(sent: unknown, dictionary: Dictionary): ShardState {
  return decode(sent, dictionary, new Map()) as ShardState;
}

function decode(value: unknown, dictionary: Dictionary, seen: Map<object, unknown>): unknown {
  if (isPlain(value)) return value;
  const known = seen.get(value as object);
  if (known !== undefined) return known;
  return decodeObject(value as object, dictionary, seen);
}

function decodeObject(value: object, dictionary: Dictionary, seen: Map<object, unknown>): unknown {
  const own = (item: unknown) => decode(item, dictionary, seen);
  if (Array.isArray(value)) return remember(seen, value, value.map(own));
  if (value instanceof Set) return remember(seen, value, new Set([...value].map(own)));
  if (value instanceof Map) {
    return remember(seen, value, new Map([...value].map(([key, item]) => [key, own(item)])));
  }
  if ('sentAs' in value && 'fields' in value) {
    if (value.sentAs === DICTIONARY) return dictionary;
    const { prototype } = CLASSES[value.sentAs as number] as { readonly prototype: object };
    const fields = Object.entries(value.fields as object).map(([name, item]) => [name, own(item)]);
    return remember(seen, value, Object.assign(Object.create(prototype), Object.fromEntries(fields)));
  }
  const fields = Object.entries(value).map(([name, item]) => [name, own(item)]);
  return remember(seen, value, Object.fromEntries(fields));
}
