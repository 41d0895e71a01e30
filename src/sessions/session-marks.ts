/** Bits of the marks of a session. */
const IMPLICIT = 1;
const WAS_STARTING = 2;
const WAITED_TO_PLAY = 4;
const STARTUP_INVALID = 8;
const STALLED_ON_ARRIVAL = 16;
const SETTLED = 32;

/** What is or is not so about one session, as properties. They share one field: there may be millions of sessions. */
export class SessionMarks {
  private marks = 0;

  private mark(bit: number, isSo: boolean): void {
    this.marks = isSo ? this.marks | bit : this.marks & ~bit;
  }

  /** Opened by something other than a join. */
  get implicit(): boolean {
    return (this.marks & IMPLICIT) !== 0;
  }

  set implicit(isSo: boolean) {
    this.mark(IMPLICIT, isSo);
  }

  get wasStarting(): boolean {
    return (this.marks & WAS_STARTING) !== 0;
  }

  set wasStarting(isSo: boolean) {
    this.mark(WAS_STARTING, isSo);
  }

  /** It was starting before its first frame, so the wait is a sample. */
  get waitedToPlay(): boolean {
    return (this.marks & WAITED_TO_PLAY) !== 0;
  }

  set waitedToPlay(isSo: boolean) {
    this.mark(WAITED_TO_PLAY, isSo);
  }

  get startupInvalid(): boolean {
    return (this.marks & STARTUP_INVALID) !== 0;
  }

  set startupInvalid(isSo: boolean) {
    this.mark(STARTUP_INVALID, isSo);
  }

  /** First seen stalling: what stalled was playing before. */
  protected get stalledOnArrival(): boolean {
    return (this.marks & STALLED_ON_ARRIVAL) !== 0;
  }

  protected set stalledOnArrival(isSo: boolean) {
    this.mark(STALLED_ON_ARRIVAL, isSo);
  }

  /** The state that it began with has taken effect. */
  protected get settled(): boolean {
    return (this.marks & SETTLED) !== 0;
  }

  protected set settled(isSo: boolean) {
    this.mark(SETTLED, isSo);
  }

  /** Nothing is so. */
  protected clearMarks(): void {
    this.marks = 0;
  }
}
