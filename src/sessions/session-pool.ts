import type { ViewerFacts } from '../model/viewer-facts.ts';
import { Session } from './session.ts';
import type { SessionHome } from './session-home.ts';
import { SessionNumbers } from './session-numbers.ts';

/** Sessions that are used again: an audience comes and goes, and the collector would have to follow each of them. */
export class SessionPool {
  private readonly home: SessionHome;
  /** Closed in the present instant: a leave that waits in it may still name one of them. */
  private readonly closed: Session[] = [];
  private readonly idle: Session[] = [];

  /** @param facts - where the facts of its sessions go */
  constructor(facts: ViewerFacts) {
    this.home = { numbers: new SessionNumbers(), facts };
  }

  /** A session that has yet to begin. */
  take(): Session {
    return this.idle.pop() ?? new Session(this.home);
  }

  /** Gives a closed session back; one of another shard stays where it came from. */
  give(session: Session): void {
    if (session.isOf(this.home)) this.closed.push(session);
  }

  /** The present instant is over. */
  nextInstant(): void {
    for (let s = this.closed.pop(); s !== undefined; s = this.closed.pop()) this.idle.push(s);
  }
}
