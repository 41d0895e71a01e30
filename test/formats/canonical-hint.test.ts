import { describe, expect, it } from 'vitest';
import { fieldHint, fieldsFound, unknownTypes } from '../../src/formats/canonical-hint.ts';
import { jsonRecords, rowRecords } from './canonical-log.ts';

/** The hint for an input with these first records. */
const hint = (records: ReturnType<typeof jsonRecords>, columns: readonly string[] | null = null): string =>
  fieldHint(fieldsFound(records, columns), unknownTypes(records));

describe('the hint for a log that few records of can be used', () => {
  it('lists the keys of the first objects, each once', () => {
    const records = jsonRecords([{ when: 1, who: 'a' }, 5, { who: 'b', what: 'x' }]);
    expect(fieldsFound(records, null)).toEqual(['when', 'who', 'what']);
    expect(hint(records)).toBe('fields found: when, who, what; expected ts and type');
  });

  it('lists the columns of the header, not the cells below it', () => {
    const records = rowRecords([
      ['when', ' who', ''],
      ['1', 'a', 'b'],
    ]);
    expect(hint(records)).toBe('fields found: when, who; expected ts and type');
  });

  it('lists the given columns of a file without header', () => {
    expect(hint(rowRecords([['1', 'a']]), ['when', 'who'])).toBe(
      'fields found: when, who; expected ts and type',
    );
  });

  it('counts what it does not list, and shows nothing raw', () => {
    const wide = Object.fromEntries(Array.from({ length: 23 }, (_, at) => [`f${at}`, at]));
    expect(hint(jsonRecords([wide]))).toMatch(/^fields found: f0, .*, f19 and 3 more; expected/);
    expect(hint(jsonRecords([{ '\u001b[2J': 1 }]))).toBe('fields found: \\x1B[2J; expected ts and type');
  });

  it('lists types of which none is known, and paths into objects', () => {
    const records = jsonRecords([
      { event: 'video_start', ts: 1, user: { id: 'a' } },
      { event: 'video_end', ts: 2 },
    ]);
    expect(hint(records)).toBe('fields found: event, ts, user.id; unknown types: video_start, video_end');
    const mixed = jsonRecords([
      { event: 'video_start', ts: 1 },
      { event: 'join', ts: 2 },
    ]);
    expect(hint(mixed)).toBe('fields found: event, ts; expected ts and type');
  });

  it('says so when there are none', () => {
    expect(hint(jsonRecords([1, 'x']))).toBe('fields found: none; expected ts and type');
  });
});
