import type { EventBatch } from '../model/event-batch.ts';
import { EventKind, type PlayerState } from '../model/event-kind.ts';
import type {
  GoingSession,
  OwnFields,
  SessionIdentity,
  SessionOutcome,
  StrayCount,
  ViewerFacts,
} from '../model/viewer-facts.ts';
import { qualityOf } from '../sessions/own-fields.ts';
import { DEAF, HeldRows } from './held-facts.ts';
import type { RequestRows } from './request-rows.ts';
import { tellClosed } from './session-closing.ts';
import { type Part, SessionSlices } from './session-slices.ts';
import type { ShardState } from './shard-state.ts';
import type { SliceFold } from './slice-fold.ts';
import type { SlicePlan } from './slice-plan.ts';

/**
 * Tells facts to the slices that they belong to. A session may say its stream and its dimensions late: its facts wait
 * until it has all of those that are not split by time, or closes. One that never says its stream is in none. What
 * happens at an instant belongs to the values of that instant, with all its changes applied; what an event itself
 * tells (a sample, a count), to those that hold when its turn comes.
 */
export class SliceRouter implements ViewerFacts {
  private readonly plan: SlicePlan;
  private readonly requests: RequestRows;
  private readonly state: Pick<ShardState, 'noted' | 'open' | 'reach'>;
  private readonly wantsStream: ((stream: number) => boolean) | null;
  private readonly sessions: (SessionSlices | undefined)[] = [];
  private readonly rows = new HeldRows();

  /** @param state - takes notes, and sessions that are left open */
  constructor(
    plan: SlicePlan,
    requests: RequestRows,
    state: Pick<ShardState, 'noted' | 'open' | 'reach'>,
    wantsStream: ((stream: number) => boolean) | null,
  ) {
    this.plan = plan;
    this.requests = requests;
    this.state = state;
    this.wantsStream = wantsStream;
  }

  saw(s: SessionIdentity & { readonly fromMs: number }, dims: number, quality: number, atMs: number): void {
    const { plan } = this;
    const split = plan.dimensions.length - plan.steady;
    const known = this.sessions[s.slot];
    const slices = known ?? new SessionSlices(plan.steady, split, s.fromMs);
    if (known === undefined) this.sessions[s.slot] = slices;
    if (dims === slices.lastDims && (quality === 0 || plan.quality < 0)) return;
    slices.lastDims = dims;
    slices.see(plan.ownWith(dims, quality), atMs);
  }

  private of(s: SessionIdentity): SessionSlices {
    return this.sessions[s.slot] as SessionSlices;
  }

  /** Whether its facts can be told; when not they are held, or the session is left out. */
  private isKnown(s: SessionIdentity, slices: SessionSlices, closes = false): boolean {
    if (slices.fate !== 'open') return slices.fate === 'known';
    const { wantsStream } = this;
    if (s.stream === 0 && wantsStream !== null && !closes) return false;
    if (wantsStream !== null && (s.stream === 0 || !wantsStream(s.stream))) {
      slices.fate = 'left out';
      slices.held.tell({ ...DEAF, sample: (row) => this.rows.release(row) });
      return false;
    }
    if (slices.missing > 0 && !closes) return false;
    slices.fate = 'known';
    this.tellHeld(s, slices);
    return true;
  }

  private tellHeld(s: SessionIdentity, slices: SessionSlices): void {
    const part = (number: number): Part => slices.parts[number] as Part;
    slices.held.tell({
      span: (...fact) => this.span(s, ...fact),
      stall: (...fact) => this.stall(s, ...fact),
      qualitySwitch: (...fact) => this.qualitySwitch(s, ...fact),
      droppedFrames: (atMs, frames, number) => {
        for (const fold of this.folds(slices, part(number))) fold.droppedFrames(atMs, frames);
      },
      heartbeatGap: (gapMs, number) => this.tellGap(this.folds(slices, part(number)), gapMs),
      sample: (row, number) => {
        this.tellSample(this.folds(slices, part(number)), this.rows.batch, row);
        this.rows.release(row);
      },
    });
  }

  private folds(slices: SessionSlices, part: Part): readonly SliceFold[] {
    part.folds ??= this.plan.of([...slices.steady, ...part.values]);
    return part.folds;
  }

  private readonly foldsOf = (slices: SessionSlices, part: Part): readonly SliceFold[] =>
    this.folds(slices, part);

  span(
    s: SessionIdentity,
    state: PlayerState,
    fromMs: number,
    toMs: number,
    quality: number,
    bitrateBps: number,
  ): void {
    const slices = this.of(s);
    if (!this.isKnown(s, slices)) {
      if (slices.fate === 'open') slices.held.span(state, fromMs, toMs, quality, bitrateBps);
      return;
    }
    const { pieces } = slices;
    for (let at = pieces.length - 1; at >= 0; at--) {
      const piece = pieces[at] as (typeof pieces)[number];
      const from = at === 0 ? fromMs : Math.max(fromMs, piece.fromMs);
      const to = Math.min(toMs, pieces[at + 1]?.fromMs ?? toMs);
      if (from < to) {
        let watchedMs = 0;
        for (const fold of this.folds(slices, piece.part)) {
          watchedMs = fold.span(state, from, to, quality, bitrateBps);
        }
        piece.part.watchedMs += watchedMs;
      }
      if (piece.fromMs <= fromMs) return;
    }
  }

  stall(s: SessionIdentity, atMs: number, stalledMs: number, ended: boolean): void {
    const slices = this.of(s);
    if (this.isKnown(s, slices)) {
      const part = slices.at(atMs);
      for (const fold of this.folds(slices, part)) {
        if (fold.stall(atMs, stalledMs, ended)) part.stalled = true;
      }
    } else if (slices.fate === 'open') slices.held.stall(atMs, stalledMs, ended);
  }

  /** Told when the session closes. */
  startup(s: SessionIdentity, atMs: number, startupMs: number): void {
    const slices = this.of(s);
    if (!this.isKnown(s, slices, true)) return;
    for (const fold of this.folds(slices, slices.at(atMs))) fold.startup(atMs, startupMs);
  }

  qualitySwitch(s: SessionIdentity, atMs: number, direction: -1 | 0 | 1): void {
    const slices = this.of(s);
    if (this.isKnown(s, slices)) {
      for (const fold of this.folds(slices, slices.at(atMs))) fold.qualitySwitch(atMs, direction);
    } else if (slices.fate === 'open') slices.held.qualitySwitch(atMs, direction);
  }

  droppedFrames(s: SessionIdentity, atMs: number, frames: number): void {
    const slices = this.of(s);
    if (this.isKnown(s, slices)) {
      for (const fold of this.folds(slices, slices.present)) fold.droppedFrames(atMs, frames);
    } else if (slices.fate === 'open') {
      slices.held.droppedFrames(atMs, frames, slices.parts.indexOf(slices.present));
    }
  }

  heartbeatGap(s: SessionIdentity, gapMs: number): void {
    const { plan } = this;
    if (plan.takesAll && this.wantsStream === null) {
      plan.whole.heartbeatGap(gapMs);
      return;
    }
    const slices = this.of(s);
    if (this.isKnown(s, slices)) this.tellGap(this.folds(slices, slices.present), gapMs);
    else if (slices.fate === 'open') {
      slices.held.heartbeatGap(gapMs, slices.parts.indexOf(slices.present));
    }
  }

  /** No figure of a value is made of gaps. */
  private tellGap(folds: readonly SliceFold[], gapMs: number): void {
    if (folds.length > 0) this.plan.whole.heartbeatGap(gapMs);
  }

  sample(s: SessionIdentity | null, batch: EventBatch, row: number): void {
    if (s === null) {
      if (this.wantsStream?.(batch.stream[row] as number) === false) return;
      const folds = this.plan.ofFree(batch.dims[row] as number, qualityOf(batch, row));
      this.tellSample(folds, batch, row);
      return;
    }
    const slices = this.of(s);
    if (this.isKnown(s, slices)) this.tellSample(this.folds(slices, slices.present), batch, row);
    else if (slices.fate === 'open') {
      slices.held.sample(this.rows.add(batch, row), slices.parts.indexOf(slices.present));
    }
  }

  private tellSample(folds: readonly SliceFold[], batch: EventBatch, row: number): void {
    const { whole } = this.plan;
    if (batch.kind[row] !== EventKind.request) {
      whole.seeSample(batch.timeMs[row] as number);
      for (const fold of folds) fold.sample(batch, row);
      return;
    }
    const request = this.requests.read(batch, row);
    if (request === null) return;
    whole.seeRequest(request.bytes);
    for (const fold of folds) fold.request(request);
  }

  closed(s: SessionIdentity, outcome: SessionOutcome): void {
    const slices = this.of(s);
    if (this.isKnown(s, slices, true)) tellClosed(s, slices, outcome, this.foldsOf);
    // The next session with this number begins with nothing.
    this.sessions[s.slot] = undefined;
  }

  /** States are saved where nothing is sliced: one part is all of the session. */
  goesOn(s: SessionIdentity, going: GoingSession): void {
    const slices = this.of(s);
    if (!this.isKnown(s, slices, true)) return;
    const { viewer, session } = s;
    const { watchedMs, stalled } = slices.present;
    this.state.open.add({ viewer, session, watchedMs, stalled, going });
  }

  reachesBack(wantedMs: number): void {
    this.state.reach.wantedMs = Math.min(this.state.reach.wantedMs, wantedMs);
  }

  totals(s: SessionIdentity, batch: EventBatch, row: number): void {
    if (this.wantsStream?.(s.stream) === false) return;
    for (const fold of this.plan.ofFree(batch.dims[row] as number, 0)) {
      if (fold.totals(s, batch, row)) this.note('totals_clipped');
    }
  }

  stray(count: StrayCount, { stream, dims, quality }: OwnFields, atMs: number): void {
    if (this.wantsStream?.(stream) === false) return;
    for (const fold of this.plan.ofFree(dims, quality)) fold.stray(count, atMs);
  }

  note(code: Parameters<ViewerFacts['note']>[0]): void {
    this.state.noted.add(code);
  }
}
