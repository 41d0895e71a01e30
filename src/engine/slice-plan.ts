import type { Dictionary, DimensionSets } from '../model/dictionary.ts';
import { isSplitByTime, type SliceRequest } from '../model/slices.ts';
import type { Bounds } from './bounds.ts';
import type { ShardState } from './shard-state.ts';
import { SliceFold } from './slice-fold.ts';
import { emptySlice, putSlice, valueKey } from './slice-state.ts';

/** Answers that are remembered; a log with more combinations of values asks again. */
const REMEMBERED = 65_536;

/** Values (dictionary ids, 0: unknown) of the dimensions asked for, in the order of {@link SlicePlan.dimensions}. */
export type Values = readonly number[];

/** Which slices of one shard what is told belongs to, by its values of the dimensions asked for. */
export class SlicePlan {
  /** Everything that `--where` lets through; noted, too, what the log has besides. */
  readonly whole: SliceFold;
  /** All that are asked for, those that are split by time last. */
  readonly dimensions: readonly string[];
  /** How many of them are not split by time. */
  readonly steady: number;
  /** Place of `quality` among them; −1: not asked for. */
  readonly quality: number;
  private readonly state: ShardState;
  private readonly request: SliceRequest;
  private readonly dictionary: Dictionary;
  private readonly sets: DimensionSets;
  private readonly bounds: Bounds;
  private readonly nameIds: readonly number[];
  private readonly byPlaces: readonly (readonly number[])[];
  /** Slices of every breakdown, by dictionary ids of the values. */
  private readonly folds: readonly Map<string, SliceFold>[];
  private readonly known = new Map<string, readonly SliceFold[]>();
  private readonly knownOwn = new Map<number, Values>();
  private readonly knownFree = new Map<number, readonly SliceFold[]>();

  constructor(
    state: ShardState,
    request: SliceRequest,
    dictionary: Dictionary,
    sets: DimensionSets,
    bounds: Bounds,
    whole: SliceFold,
  ) {
    const asked = new Set([...request.where.map(({ dimension }) => dimension), ...request.by.flat()]);
    const [steady, split] = [false, true].map((is) =>
      [...asked].filter((name) => isSplitByTime(name) === is),
    );
    this.dimensions = [...(steady ?? []), ...(split ?? [])];
    this.steady = steady?.length ?? 0;
    this.quality = this.dimensions.indexOf('quality');
    this.whole = whole;
    this.state = state;
    this.request = request;
    this.dictionary = dictionary;
    this.sets = sets;
    this.bounds = bounds;
    this.nameIds = this.dimensions.map((name) => dictionary.id(name));
    this.byPlaces = request.by.map((names) => names.map((name) => this.dimensions.indexOf(name)));
    this.folds = request.by.map(() => new Map());
  }

  /** Whether nothing is left out of the whole. */
  get takesAll(): boolean {
    return this.request.where.length === 0;
  }

  /** The values in a set of dimensions that a record carried. */
  own(dims: number): Values {
    const known = this.knownOwn.get(dims);
    if (known !== undefined) return known;
    const pairs = this.sets.pairs(dims);
    const values = this.dimensions.map(() => 0);
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const place = this.nameIds.indexOf(pairs[at] as number);
      if (place < 0) continue;
      values[place] = pairs[at + 1] as number;
      this.state.dimensionsSeen.add(this.dimensions[place] as string);
    }
    return remember(this.knownOwn, dims, values);
  }

  /** {@link own}, with the quality that stands in a column of its own. */
  ownWith(dims: number, quality: number): Values {
    const values = this.own(dims);
    if (quality === 0 || this.quality < 0) return values;
    this.state.dimensionsSeen.add('quality');
    return values.with(this.quality, quality);
  }

  /** The slices of what belongs to no session. */
  ofFree(dims: number, quality: number): readonly SliceFold[] {
    if (quality !== 0) return this.of(this.ownWith(dims, quality));
    return this.knownFree.get(dims) ?? remember(this.knownFree, dims, this.of(this.own(dims)));
  }

  /** The slices of what has these values; none when `--where` leaves it out. */
  of(values: Values): readonly SliceFold[] {
    const key = values.join(' ');
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (!this.holds(values)) return remember(this.known, key, []);
    const folds = [this.whole];
    for (const at of this.folds.keys()) {
      const fold = this.ofBreakdown(at, values);
      if (fold !== null) folds.push(fold);
    }
    return remember(this.known, key, folds);
  }

  private holds(values: Values): boolean {
    return this.request.where.every(({ dimension, values: wanted, isNot }) => {
      const text = this.dictionary.text(values[this.dimensions.indexOf(dimension)] as number);
      return wanted.includes(text) !== isNot;
    });
  }

  /** The slice of one breakdown; null when it has too many. */
  private ofBreakdown(at: number, values: Values): SliceFold | null {
    const breakdown = this.state.breakdowns[at];
    const folds = this.folds[at];
    if (breakdown === undefined || folds === undefined || breakdown.tooMany) return null;
    const own = (this.byPlaces[at] ?? []).map((place) => values[place] as number);
    const ids = own.join(' ');
    const known = folds.get(ids);
    if (known !== undefined) return known;
    const slice = emptySlice(this.dictionary, true);
    putSlice(breakdown, valueKey(own.map((id) => this.dictionary.text(id))), slice);
    if (breakdown.tooMany) {
      // What is remembered would keep the slices that are dropped.
      for (const memory of [folds, this.known, this.knownFree]) memory.clear();
      return null;
    }
    const fold = new SliceFold(slice, this.bounds, this.dictionary, null);
    folds.set(ids, fold);
    return fold;
  }
}

function remember<Key, Value>(known: Map<Key, Value>, key: Key, value: Value): Value {
  if (known.size >= REMEMBERED) known.clear();
  known.set(key, value);
  return value;
}
