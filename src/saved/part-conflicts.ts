import type { ShardState } from '../engine/shard-state.ts';
import { UsageError } from '../model/errors.ts';
import type { PartialHeader } from '../model/partial.ts';

/** How far back a record may change what was believed (product section 5): longer silence parts two logs of a viewer. */
const REACH_BACK_MS = 600_000;

/** A part and what it is called. */
export interface Part {
  readonly name: string;
  readonly header: PartialHeader;
  readonly state: ShardState;
}

interface KnownPart extends Omit<Part, 'state'> {
  /** When the sessions that it leaves open are over, by ids of viewer and session; Infinity: nobody knows. */
  readonly overMs: ReadonlyMap<string, number>;
  readonly totals: number;
}

/**
 * Finds what keeps parts from adding up to the report of all their inputs. Every part is to be added before its state
 * is merged; all states count by one dictionary.
 */
export class PartConflicts {
  private readonly parts: KnownPart[] = [];
  private readonly inputs = new Map<string, string>();
  private readonly tracks = new Map<string, string>();
  /** Places of the parts that name a viewer or a session, by its kind and id. */
  private readonly owners = new Map<string, number[]>();
  private readonly reaches: { readonly name: string; readonly firstMs: number; readonly wantedMs: number }[] =
    [];

  /** @throws UsageError when its options are not those of the parts before, or an input is in one of them already */
  expectSame(name: string, header: PartialHeader): void {
    const [first] = this.parts;
    for (const key of Object.keys(header.options) as (keyof PartialHeader['options'])[]) {
      const [own, others] = [header.options[key], first?.header.options[key]];
      if (first === undefined || own === others) continue;
      throw new UsageError(
        `${name}: ${key} is ${JSON.stringify(own)}, that of ${first.name} is ${JSON.stringify(others)}: ` +
          'parts made with different options do not add up',
      );
    }
    for (const { file } of header.input.files) {
      if (file.bytes === 0) continue;
      const base = file.name.slice(file.name.lastIndexOf('/') + 1);
      const key = JSON.stringify([base, file.bytes, file.records, file.from, file.to]);
      const other = this.inputs.get(key);
      if (other !== undefined) {
        throw new UsageError(`${name}: its input ${file.name} is in ${other} too and would count twice`);
      }
      this.inputs.set(key, name);
    }
  }

  /** @throws UsageError when something in it goes on from, or in, one of the parts before */
  add({ name, header, state }: Part): void {
    this.expectOtherTracks(name, state);
    const part = { name, header, overMs: overMsOf(state), totals: state.told.totals };
    const place = this.parts.push(part) - 1;
    this.expectOtherViewers(part, place, 'viewer', state.told.viewers.ids());
    this.expectOtherViewers(part, place, 'session', state.told.sessions.ids());
    const { wantedMs } = state.reach;
    if (header.first_ms !== null && wantedMs < header.first_ms) {
      this.reaches.push({ name, firstMs: header.first_ms, wantedMs });
    }
  }

  /**
   * To be asked when all parts are there.
   *
   * @param firstMs - where the first of them begins
   * @throws UsageError when a session of another begins where its part does, but for that would have begun earlier
   */
  expectReached(firstMs: number): void {
    for (const { name, firstMs: ownMs } of this.reaches) {
      if (firstMs >= ownMs) continue;
      throw new UsageError(
        `${name}: a stall at its beginning reaches back before it, into the time of another part: ` +
          'what it would be there is not known; report the inputs in one run',
      );
    }
  }

  private expectOtherTracks(name: string, state: ShardState): void {
    for (const [stream, tallies] of state.streams.streams) {
      for (const [key, { index, packets }] of tallies) {
        if (packets === 0) continue;
        const track = JSON.stringify([stream, key]);
        const other = this.tracks.get(track);
        if (other !== undefined) {
          throw new UsageError(
            `${name}: packets of track ${index} of stream ${stream} are in ${other} too: ` +
              'how they follow each other is not known; report the inputs in one run',
          );
        }
        this.tracks.set(track, name);
      }
    }
  }

  private expectOtherViewers(
    part: KnownPart,
    place: number,
    what: 'viewer' | 'session',
    ids: Iterable<number>,
  ): void {
    for (const id of ids) {
      const key = `${what} ${id}`;
      const owners = this.owners.get(key);
      if (owners === undefined) {
        this.owners.set(key, [place]);
        continue;
      }
      for (const owner of owners) expectApart(this.parts[owner] as KnownPart, part, what, key);
      owners.push(place);
    }
  }
}

function overMsOf(state: ShardState): ReadonlyMap<string, number> {
  const overMs = new Map<string, number>();
  for (const { viewer, session, going } of state.open) {
    for (const key of [`viewer ${viewer}`, `session ${session}`]) {
      overMs.set(key, Math.max(going.overMs, overMs.get(key) ?? 0));
    }
  }
  return overMs;
}

/** Expects of two parts that name the same viewer or session that the one has long ended when the other begins. */
function expectApart(a: KnownPart, b: KnownPart, what: 'viewer' | 'session', key: string): void {
  const [earlier, later] = (a.header.first_ms ?? 0) <= (b.header.first_ms ?? 0) ? [a, b] : [b, a];
  const { session_timeout_ms, lateness_ms } = a.header.options;
  const gapMs = Math.max(session_timeout_ms, lateness_ms, REACH_BACK_MS);
  const laterMs = later.header.first_ms ?? 0;
  const parts = `${b.name}: a ${what} of it is in ${a.name} too`;
  if (laterMs <= (earlier.header.last_ms ?? 0)) {
    throw new UsageError(`${parts}, at the same time: split logs by viewer, or report the inputs in one run`);
  }
  if ((earlier.overMs.get(key) ?? 0) >= laterMs) {
    throw new UsageError(
      `${parts}, and a session of that ${what} is still open where ${earlier.name} ends: ` +
        'sessions cannot be joined; report the inputs in one run',
    );
  }
  if (laterMs - (earlier.header.last_ms ?? 0) <= gapMs || a.totals + b.totals > 0) {
    throw new UsageError(
      `${parts}, and they follow each other too closely to be told apart; report the inputs in one run`,
    );
  }
}
