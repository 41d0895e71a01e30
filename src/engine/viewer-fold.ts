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
import type { RequestRows } from './request-rows.ts';
import type { ShardState } from './shard-state.ts';
import type { SliceFold } from './slice-fold.ts';

/** Adds the facts of viewer sessions to the whole, where nothing but the whole is asked for. */
export class ViewerFold implements ViewerFacts {
  private readonly whole: SliceFold;
  private readonly requests: RequestRows;
  private readonly state: Pick<ShardState, 'noted' | 'open' | 'reach'>;
  /** Watched ms of open sessions, by their number: whose they are may become known late. */
  private watchedMs = new Float64Array(64);
  /** By the same number: 1 when a stall of the session began inside the window. */
  private stalled = new Uint8Array(64);

  /** @param state - takes notes, and sessions that are left open */
  constructor(whole: SliceFold, requests: RequestRows, state: Pick<ShardState, 'noted' | 'open' | 'reach'>) {
    this.whole = whole;
    this.requests = requests;
    this.state = state;
  }

  /** Makes room for the session with this number. */
  private reach(slot: number): void {
    if (slot < this.stalled.length) return;
    const { watchedMs, stalled } = this;
    this.watchedMs = new Float64Array(Math.max(slot + 1, stalled.length * 2));
    this.stalled = new Uint8Array(this.watchedMs.length);
    this.watchedMs.set(watchedMs);
    this.stalled.set(stalled);
  }

  span(
    s: SessionIdentity,
    state: PlayerState,
    fromMs: number,
    toMs: number,
    quality: number,
    bitrateBps: number,
  ): void {
    this.reach(s.slot);
    const watchedMs = this.whole.span(state, fromMs, toMs, quality, bitrateBps);
    this.watchedMs[s.slot] = (this.watchedMs[s.slot] as number) + watchedMs;
  }

  stall(s: SessionIdentity, atMs: number, stalledMs: number, ended: boolean): void {
    if (!this.whole.stall(atMs, stalledMs, ended)) return;
    this.reach(s.slot);
    this.stalled[s.slot] = 1;
  }

  startup(_: SessionIdentity, atMs: number, startupMs: number): void {
    this.whole.startup(atMs, startupMs);
  }

  qualitySwitch(_: SessionIdentity, atMs: number, direction: -1 | 0 | 1): void {
    this.whole.qualitySwitch(atMs, direction);
  }

  droppedFrames(_: SessionIdentity, atMs: number, frames: number): void {
    this.whole.droppedFrames(atMs, frames);
  }

  sample(_: SessionIdentity | null, batch: EventBatch, row: number): void {
    if (batch.kind[row] !== EventKind.request) {
      this.whole.sample(batch, row);
      return;
    }
    const request = this.requests.read(batch, row);
    if (request !== null) this.whole.request(request);
  }

  goesOn(s: SessionIdentity, going: GoingSession): void {
    this.reach(s.slot);
    const { viewer, session } = s;
    const [watchedMs, stalled] = [this.watchedMs[s.slot] as number, this.stalled[s.slot] === 1];
    this.state.open.add({ viewer, session, watchedMs, stalled, going });
  }

  reachesBack(wantedMs: number): void {
    this.state.reach.wantedMs = Math.min(this.state.reach.wantedMs, wantedMs);
  }

  /** Takes up a session that was left open, under a number that no other has. */
  resume(slot: number, watchedMs: number, stalled: boolean): void {
    this.reach(slot);
    this.watchedMs[slot] = watchedMs;
    this.stalled[slot] = stalled ? 1 : 0;
  }

  closed(s: SessionIdentity, outcome: SessionOutcome): void {
    const { whole } = this;
    this.reach(s.slot);
    const stalled = this.stalled[s.slot] === 1;
    const watchedMs = this.watchedMs[s.slot] as number;
    // The next session with this number begins with nothing.
    this.stalled[s.slot] = 0;
    this.watchedMs[s.slot] = 0;
    whole.opened(outcome);
    whole.ended(outcome);
    whole.resolved(outcome);
    whole.failed(outcome);
    if (whole.present(outcome.fromMs, outcome.toMs, outcome, true)) {
      whole.session(s, outcome, stalled, watchedMs);
    }
  }

  totals(s: SessionIdentity, batch: EventBatch, row: number): void {
    if (this.whole.totals(s, batch, row)) this.note('totals_clipped');
  }

  stray(count: StrayCount, _: OwnFields, atMs: number): void {
    this.whole.stray(count, atMs);
  }

  heartbeatGap(_: SessionIdentity, gapMs: number): void {
    this.whole.heartbeatGap(gapMs);
  }

  note(code: Parameters<ViewerFacts['note']>[0]): void {
    this.state.noted.add(code);
  }
}
