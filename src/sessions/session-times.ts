import type { SessionNumbers } from './session-numbers.ts';

/** Places of the numbers of a session in {@link SessionNumbers}. Epoch ms unless the name says otherwise. */
const Field = {
  fromMs: 0,
  openedMs: 1,
  openedByte: 2,
  openedRank: 19,
  openedSource: 20,
  lastEventMs: 3,
  lastHeartbeatMs: 4,
  pendingSinceMs: 5,
  stateSinceMs: 6,
  sinceMs: 7,
  bitrateBps: 8,
  playedMs: 9,
  startingMs: 10,
  startupAtMs: 11,
  startupMs: 12,
  failedBeforeMs: 13,
  failedPlayingMs: 14,
  droppedBase: 15,
  lastToldStallMs: 16,
  switchAtMs: 17,
  bitrateBefore: 18,
} as const;

/** The numbers of one session as properties. They are kept in {@link SessionNumbers}, not in the object: see there. */
export class SessionTimes {
  protected readonly numbers: SessionNumbers;
  /** Number of the session among the open ones of its shard; another session gets it when this one has closed. */
  readonly slot: number;

  constructor(numbers: SessionNumbers, slot: number) {
    this.numbers = numbers;
    this.slot = slot;
  }

  /** Where it begins. */
  get fromMs(): number {
    return this.numbers.get(this.slot, Field.fromMs);
  }

  set fromMs(value: number) {
    this.numbers.set(this.slot, Field.fromMs, value);
  }

  /** Time of the event that opened it; later than `fromMs` when that told of a stall just over. */
  get openedMs(): number {
    return this.numbers.get(this.slot, Field.openedMs);
  }

  set openedMs(value: number) {
    this.numbers.set(this.slot, Field.openedMs, value);
  }

  /** Place of that event in its source. */
  get openedByte(): number {
    return this.numbers.get(this.slot, Field.openedByte);
  }

  set openedByte(value: number) {
    this.numbers.set(this.slot, Field.openedByte, value);
  }

  get lastEventMs(): number {
    return this.numbers.get(this.slot, Field.lastEventMs);
  }

  set lastEventMs(value: number) {
    this.numbers.set(this.slot, Field.lastEventMs, value);
  }

  /** NaN before the first. */
  get lastHeartbeatMs(): number {
    return this.numbers.get(this.slot, Field.lastHeartbeatMs);
  }

  set lastHeartbeatMs(value: number) {
    this.numbers.set(this.slot, Field.lastHeartbeatMs, value);
  }

  /** When the state began that the present instant ends in, once it is over. */
  get pendingSinceMs(): number {
    return this.numbers.get(this.slot, Field.pendingSinceMs);
  }

  set pendingSinceMs(value: number) {
    this.numbers.set(this.slot, Field.pendingSinceMs, value);
  }

  /** When the state of the timeline began. */
  get stateSinceMs(): number {
    return this.numbers.get(this.slot, Field.stateSinceMs);
  }

  set stateSinceMs(value: number) {
    this.numbers.set(this.slot, Field.stateSinceMs, value);
  }

  /** When the present stretch of the timeline began. */
  get sinceMs(): number {
    return this.numbers.get(this.slot, Field.sinceMs);
  }

  set sinceMs(value: number) {
    this.numbers.set(this.slot, Field.sinceMs, value);
  }

  /** NaN: unknown. */
  get bitrateBps(): number {
    return this.numbers.get(this.slot, Field.bitrateBps);
  }

  set bitrateBps(value: number) {
    this.numbers.set(this.slot, Field.bitrateBps, value);
  }

  /** First instant of playing; NaN: never. */
  get playedMs(): number {
    return this.numbers.get(this.slot, Field.playedMs);
  }

  set playedMs(value: number) {
    this.numbers.set(this.slot, Field.playedMs, value);
  }

  /** ms of waiting for the first frame, pauses left out; meaningless once `startupInvalid`. */
  get startingMs(): number {
    return this.numbers.get(this.slot, Field.startingMs);
  }

  set startingMs(value: number) {
    this.numbers.set(this.slot, Field.startingMs, value);
  }

  /** Instant and value of the startup sample that an event told; NaN: none did. */
  get startupAtMs(): number {
    return this.numbers.get(this.slot, Field.startupAtMs);
  }

  set startupAtMs(value: number) {
    this.numbers.set(this.slot, Field.startupAtMs, value);
  }

  get startupMs(): number {
    return this.numbers.get(this.slot, Field.startupMs);
  }

  set startupMs(value: number) {
    this.numbers.set(this.slot, Field.startupMs, value);
  }

  /** When it failed before playing, or while it was; NaN: it did not. */
  get failedBeforeMs(): number {
    return this.numbers.get(this.slot, Field.failedBeforeMs);
  }

  set failedBeforeMs(value: number) {
    this.numbers.set(this.slot, Field.failedBeforeMs, value);
  }

  get failedPlayingMs(): number {
    return this.numbers.get(this.slot, Field.failedPlayingMs);
  }

  set failedPlayingMs(value: number) {
    this.numbers.set(this.slot, Field.failedPlayingMs, value);
  }

  /** Last cumulative count of dropped frames; NaN before the first. */
  get droppedBase(): number {
    return this.numbers.get(this.slot, Field.droppedBase);
  }

  set droppedBase(value: number) {
    this.numbers.set(this.slot, Field.droppedBase, value);
  }

  /** End of the last stall that a record told whole; −Infinity before the first. */
  get lastToldStallMs(): number {
    return this.numbers.get(this.slot, Field.lastToldStallMs);
  }

  set lastToldStallMs(value: number) {
    this.numbers.set(this.slot, Field.lastToldStallMs, value);
  }

  /** Instant whose change of level is not judged yet; NaN: none. */
  get switchAtMs(): number {
    return this.numbers.get(this.slot, Field.switchAtMs);
  }

  set switchAtMs(value: number) {
    this.numbers.set(this.slot, Field.switchAtMs, value);
  }

  /** Bitrate before that instant. */
  get bitrateBefore(): number {
    return this.numbers.get(this.slot, Field.bitrateBefore);
  }

  set bitrateBefore(value: number) {
    this.numbers.set(this.slot, Field.bitrateBefore, value);
  }

  /** Place of that event among those of its instant. */
  get openedRank(): number {
    return this.numbers.get(this.slot, Field.openedRank);
  }

  set openedRank(value: number) {
    this.numbers.set(this.slot, Field.openedRank, value);
  }

  /** Source of that event. */
  get openedSource(): number {
    return this.numbers.get(this.slot, Field.openedSource);
  }

  set openedSource(value: number) {
    this.numbers.set(this.slot, Field.openedSource, value);
  }

  /**
   * Whether it was opened later in replay order. Places in the log can be compared between shards, so which of two
   * sessions was opened last does not depend on how viewers are split.
   */
  openedAfter(other: SessionTimes): boolean {
    const order =
      this.openedMs - other.openedMs ||
      this.openedRank - other.openedRank ||
      this.openedSource - other.openedSource ||
      this.openedByte - other.openedByte;
    return order > 0;
  }
}
