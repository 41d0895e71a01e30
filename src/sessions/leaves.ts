import type { EventBatch } from '../model/event-batch.ts';
import { EventKind, PlayerState } from '../model/event-kind.ts';
import type { OwnFields } from '../model/viewer-facts.ts';
import { ownFields } from './own-fields.ts';
import type { Session } from './session.ts';
import type { Gone, SessionTable } from './session-table.ts';

/** A leave, or a state that ends a session, waiting for the end of its instant. Ids are the dictionary's, 0: unsaid. */
export interface Leave extends OwnFields {
  readonly viewer: number;
  readonly session: number;
  readonly reason: number;
  /** The session it would close if nothing else happened in its instant. */
  readonly named: Session | null;
}

/** A leave and the session it closes; null: there is none. */
export interface MatchedLeave {
  readonly leave: Leave;
  readonly session: Session | null;
}

/** Whether a row ends a session. */
export function isLeave(batch: EventBatch, row: number): boolean {
  const kind = batch.kind[row] as number;
  return (
    kind === EventKind.leave || (kind === EventKind.state && (batch.code[row] as number) >= PlayerState.ended)
  );
}

/**
 * The leaves of the present instant. They come last in it, so that what a player flushes in the ms it leaves does
 * not open a session that nobody would ever close.
 */
export class Leaves {
  private readonly table: SessionTable;
  private waiting: Leave[] = [];

  constructor(table: SessionTable) {
    this.table = table;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  add(batch: EventBatch, row: number): void {
    const viewer = batch.viewer[row] as number;
    const session = batch.session[row] as number;
    const own = ownFields(batch, row);
    const named = this.table.find(viewer, session, own.stream);
    this.waiting.push({ viewer, session, ...own, reason: batch.code[row] as number, named });
  }

  /** Takes over the leaves of another shard that wait in the same instant; their sessions come over too. */
  absorb(other: Leaves): void {
    // One by one: a call may not have as many arguments as an audience that leaves at once has viewers.
    for (const leave of other.waiting) this.waiting.push(leave);
    other.waiting = [];
  }

  /** Takes out the first leave that names this session; null when none does. */
  takeNaming(session: Session | null): Leave | null {
    if (session === null) return null;
    const at = this.waiting.findIndex(({ named }) => named === session);
    return at < 0 ? null : (this.waiting.splice(at, 1)[0] ?? null);
  }

  /**
   * What each leave closes if its instant is over now, in the order they were told. Changes nothing.
   *
   * @param nowMs - the instant they all belong to
   */
  matched(nowMs: number): MatchedLeave[] {
    // Nearly always there is one, and nothing that can be gone.
    const gone = this.waiting.length > 1 ? new Set<Session>() : null;
    return this.waiting.map((leave) => {
      const session = this.closedBy(leave, nowMs, gone);
      if (session !== null) gone?.add(session);
      return { leave, session };
    });
  }

  private closedBy({ viewer, session, stream, named }: Leave, nowMs: number, gone: Gone): Session | null {
    // What a second leave names is gone already: it may not close what came in its place.
    if (named !== null && (gone?.has(named) === true || !this.table.isOpen(named))) return null;
    return (
      this.table.find(viewer, session, stream, nowMs, gone) ??
      this.table.find(viewer, session, stream, Number.POSITIVE_INFINITY, gone)
    );
  }

  clear(): void {
    this.waiting = [];
  }
}
