import {
  cdnRows,
  performanceRows,
  seriesRows,
  trackRows,
  transportRows,
  viewersRows,
} from '../metrics/family-rows.ts';
import {
  FieldHolders,
  type FieldRows,
  fieldsOf,
  least,
  names,
  own,
  type StateRows,
  sum,
} from '../metrics/field-rows.ts';
import { trackSink } from '../metrics/streams.ts';
import type { TrackTally } from '../metrics/streams-tally.ts';
import { MediaType } from '../model/event-kind.ts';
import { type Row, RowFault, unknownKind, type WriteRow } from '../stats/rows.ts';
import type { ShardState } from './shard-state.ts';

/** Takes the next row of a state: its metric, its dimensions ('': the whole), then the row. */
export type WriteStateRow = (metric: string, dimensions: string, ...row: Parameters<WriteRow>) => void;

/**
 * Of what no saved state has: a row's dimensions say no value of a breakdown yet, and a state that loses its
 * breakdowns would add up to another report.
 */
const noBreakdowns: FieldRows<ShardState['breakdowns']> = {
  write: (breakdowns) => {
    if (breakdowns.length > 0) throw new Error('a breakdown has no rows');
  },
  read: (_, row) => {
    throw unknownKind(row);
  },
};

/** Of everything but tracks, of which there may be any number. */
const WHOLE: StateRows<Omit<ShardState, 'streams'>> = {
  viewers: { fields: viewersRows },
  performance: { fields: performanceRows },
  cdn: { fields: cdnRows },
  transport: { fields: transportRows },
  series: { fields: seriesRows },
  noted: names,
  breakdowns: noBreakdowns,
  dimensionsSeen: names,
  open: own,
  told: { fields: { viewers: own, sessions: own, totals: sum } },
  reach: { fields: { wantedMs: least } },
};
const WHOLE_FIELDS = fieldsOf(WHOLE, []);
const TRACK_FIELDS = fieldsOf(trackRows, ['streams']);

const MEDIA_WORDS = Object.entries(MediaType);

/** Writes a state as rows: the same rows in the same order for the same content, whichever shards counted it. */
export function writeState(state: ShardState, write: WriteStateRow): void {
  new FieldHolders(state, WHOLE_FIELDS).write((metric, ...row) => write(metric, '', ...row));
  const tracks = [...state.streams.streams].flatMap(([stream, tallies]) =>
    [...tallies.values()].map((tally) => ({ tally, dimensions: dimensionsOf(stream, tally) })),
  );
  tracks.sort((a, b) => (a.dimensions < b.dimensions ? -1 : 1));
  for (const { tally, dimensions } of tracks) {
    const holders = new FieldHolders(tally, TRACK_FIELDS, 1);
    holders.write((metric, ...row) => write(metric, dimensions, ...row));
  }
}

/** Fills an empty state from rows. */
export class StateReader {
  private readonly state: ShardState;
  private readonly holders = new Map<string, FieldHolders>();

  constructor(state: ShardState) {
    this.state = state;
    this.holders.set('', new FieldHolders(state, WHOLE_FIELDS));
  }

  /**
   * What takes the rows of a metric of these dimensions.
   *
   * @throws RowFault for what no state of this version holds
   */
  readerOf(metric: string, dimensions: string): (row: Row) => void {
    const reader = (this.holders.get(dimensions) ?? this.addTrack(dimensions)).readerOf(metric);
    if (reader === null) throw new RowFault(`metric: no state has ${JSON.stringify(metric)}`);
    return reader;
  }

  private addTrack(dimensions: string): FieldHolders {
    const [stream, mediaType, track, ...more] = dimensions.split('&').map(valueOfPair);
    const type = MEDIA_WORDS.find(([word]) => word === mediaType?.value)?.[1];
    const isTrack =
      stream?.name === 'stream_id' && mediaType?.name === 'media_type' && track?.name === 'track';
    if (!isTrack || type === undefined || more.length > 0) {
      throw new RowFault(`dimensions: expected those of a track, found ${JSON.stringify(dimensions)}`);
    }
    const tally = trackSink(this.state.streams, stream.value, track.value, type);
    const holders = new FieldHolders(tally, TRACK_FIELDS, 1);
    this.holders.set(dimensions, holders);
    return holders;
  }
}

/** As in a URL's query: names and values hold no `&`, `=` or `%` of their own. */
function dimensionsOf(stream: string, { mediaType, index }: TrackTally): string {
  const word = MEDIA_WORDS.find(([, type]) => type === mediaType)?.[0] ?? '';
  return `stream_id=${escaped(stream)}&media_type=${word}&track=${escaped(index)}`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['%', '%25'],
  ['&', '%26'],
  ['=', '%3D'],
]);

function escaped(text: string): string {
  return text.replace(/[%&=]/g, (sign) => ESCAPES.get(sign) ?? sign);
}

function valueOfPair(pair: string): { readonly name: string; readonly value: string } {
  const at = pair.indexOf('=');
  const value = pair.slice(at + 1).replace(/%(25|26|3D)/g, (code) => {
    return [...ESCAPES].find(([, own]) => own === code)?.[0] ?? code;
  });
  return { name: pair.slice(0, Math.max(0, at)), value };
}
