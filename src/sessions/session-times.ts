import { RareTimes } from './rare-times.ts';
import { SessionMarks } from './session-marks.ts';
import type { SessionNumbers } from './session-numbers.ts';

/** Places of the numbers of a session in {@link SessionNumbers}. Epoch ms unless the name says otherwise. */
const Field = {
  fromMs: 0,
  openedMs: 1,
  openedByte: 2,
  openedOrder: 3,
  lastEventMs: 4,
  lastHeartbeatMs: 5,
  pendingSinceMs: 6,
  stateSinceMs: 7,
  sinceMs: 8,
  bitrateBps: 9,
  playedMs: 10,
  startingMs: 11,
  droppedBase: 12,
  lastToldStallMs: 13,
  switchAtMs: 14,
  bitrateBefore: 15,
} as const;

/** The numbers of one session as properties. They are kept in {@link SessionNumbers}, not in the object: see there. */
export class SessionTimes extends SessionMarks {
  /** Number of the session among the open ones of its shard; another session gets it when this one has closed. */
  readonly slot: number;
  private readonly numbers: Float64Array;
  /** Where its own begin in them. */
  private readonly start: number;
  private rare: RareTimes | null = null;

  constructor(numbers: SessionNumbers, slot: number) {
    super();
    this.slot = slot;
    this.numbers = numbers.page(slot);
    this.start = numbers.start(slot);
  }

  /** Forgets the numbers that few sessions have. */
  protected clearRare(): void {
    this.rare = null;
  }

  private get ownRare(): RareTimes {
    this.rare ??= new RareTimes();
    return this.rare;
  }

  /** Where it begins. */
  get fromMs(): number {
    return this.numbers[this.start + Field.fromMs] as number;
  }

  set fromMs(value: number) {
    this.numbers[this.start + Field.fromMs] = value;
  }

  /** Time of the event that opened it; later than `fromMs` when that told of a stall just over. */
  get openedMs(): number {
    return this.numbers[this.start + Field.openedMs] as number;
  }

  set openedMs(value: number) {
    this.numbers[this.start + Field.openedMs] = value;
  }

  /** Place of that event in its source. */
  get openedByte(): number {
    return this.numbers[this.start + Field.openedByte] as number;
  }

  set openedByte(value: number) {
    this.numbers[this.start + Field.openedByte] = value;
  }

  get lastEventMs(): number {
    return this.numbers[this.start + Field.lastEventMs] as number;
  }

  set lastEventMs(value: number) {
    this.numbers[this.start + Field.lastEventMs] = value;
  }

  /** NaN before the first. */
  get lastHeartbeatMs(): number {
    return this.numbers[this.start + Field.lastHeartbeatMs] as number;
  }

  set lastHeartbeatMs(value: number) {
    this.numbers[this.start + Field.lastHeartbeatMs] = value;
  }

  /** When the state began that the present instant ends in, once it is over; NaN once it has taken effect. */
  get pendingSinceMs(): number {
    return this.numbers[this.start + Field.pendingSinceMs] as number;
  }

  set pendingSinceMs(value: number) {
    this.numbers[this.start + Field.pendingSinceMs] = value;
  }

  /** When the state of the timeline began. */
  get stateSinceMs(): number {
    return this.numbers[this.start + Field.stateSinceMs] as number;
  }

  set stateSinceMs(value: number) {
    this.numbers[this.start + Field.stateSinceMs] = value;
  }

  /** When the present stretch of the timeline began. */
  get sinceMs(): number {
    return this.numbers[this.start + Field.sinceMs] as number;
  }

  set sinceMs(value: number) {
    this.numbers[this.start + Field.sinceMs] = value;
  }

  /** NaN: unknown. */
  get bitrateBps(): number {
    return this.numbers[this.start + Field.bitrateBps] as number;
  }

  set bitrateBps(value: number) {
    this.numbers[this.start + Field.bitrateBps] = value;
  }

  /** First instant of playing; NaN: never. */
  get playedMs(): number {
    return this.numbers[this.start + Field.playedMs] as number;
  }

  set playedMs(value: number) {
    this.numbers[this.start + Field.playedMs] = value;
  }

  /** ms of waiting for the first frame, pauses left out; meaningless once `startupInvalid`. */
  get startingMs(): number {
    return this.numbers[this.start + Field.startingMs] as number;
  }

  set startingMs(value: number) {
    this.numbers[this.start + Field.startingMs] = value;
  }

  /** Instant and value of the startup sample that an event told; NaN: none did. */
  get startupAtMs(): number {
    return this.rare?.startupAtMs ?? Number.NaN;
  }

  set startupAtMs(value: number) {
    this.ownRare.startupAtMs = value;
  }

  get startupMs(): number {
    return this.rare?.startupMs ?? Number.NaN;
  }

  set startupMs(value: number) {
    this.ownRare.startupMs = value;
  }

  /** When it failed before playing, or while it was; NaN: it did not. */
  get failedBeforeMs(): number {
    return this.rare?.failedBeforeMs ?? Number.NaN;
  }

  set failedBeforeMs(value: number) {
    this.ownRare.failedBeforeMs = value;
  }

  get failedPlayingMs(): number {
    return this.rare?.failedPlayingMs ?? Number.NaN;
  }

  set failedPlayingMs(value: number) {
    this.ownRare.failedPlayingMs = value;
  }

  /** Last cumulative count of dropped frames; NaN before the first. */
  get droppedBase(): number {
    return this.numbers[this.start + Field.droppedBase] as number;
  }

  set droppedBase(value: number) {
    this.numbers[this.start + Field.droppedBase] = value;
  }

  /** End of the last stall that a record told whole; −Infinity before the first. */
  get lastToldStallMs(): number {
    return this.numbers[this.start + Field.lastToldStallMs] as number;
  }

  set lastToldStallMs(value: number) {
    this.numbers[this.start + Field.lastToldStallMs] = value;
  }

  /** Instant whose change of level is not judged yet; NaN: none. */
  get switchAtMs(): number {
    return this.numbers[this.start + Field.switchAtMs] as number;
  }

  set switchAtMs(value: number) {
    this.numbers[this.start + Field.switchAtMs] = value;
  }

  /** Bitrate before that instant. */
  get bitrateBefore(): number {
    return this.numbers[this.start + Field.bitrateBefore] as number;
  }

  set bitrateBefore(value: number) {
    this.numbers[this.start + Field.bitrateBefore] = value;
  }

  /** Place of that event among those of its instant, of one source after the other: see {@link openingOrder}. */
  get openedOrder(): number {
    return this.numbers[this.start + Field.openedOrder] as number;
  }

  set openedOrder(value: number) {
    this.numbers[this.start + Field.openedOrder] = value;
  }

  /**
   * Whether it was opened later in replay order. Places in the log can be compared between shards, so which of two
   * sessions was opened last does not depend on how viewers are split.
   */
  openedAfter(other: SessionTimes): boolean {
    const order =
      this.openedMs - other.openedMs ||
      this.openedOrder - other.openedOrder ||
      this.openedByte - other.openedByte;
    return order > 0;
  }
}

/** Rank and source of a row as one number that sorts by both; sources are below 65,536. */
export function openingOrder(rank: number, source: number): number {
  return rank * 65_536 + source;
}
