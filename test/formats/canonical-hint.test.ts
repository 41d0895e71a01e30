import { describe, expect, it } from 'vitest';
import { fieldHint, fieldsFound } from '../../src/formats/canonical-hint.ts';
import { jsonRecords, rowRecords } from './canonical-log.ts';

describe('the hint for a log that few records of can be used', () => {
  it('lists the keys of the first objects, each once', () => {
    const records = jsonRecords([{ when: 1, who: 'a' }, 5, { who: 'b', what: 'x' }]);
    expect(fieldsFound(records, null)).toEqual(['when', 'who', 'what']);
    expect(fieldHint(fieldsFound(records, null))).toBe('fields found: when, who, what; expected ts and type');
  });

  it('lists the columns of the header, not the cells below it', () => {
    const records = rowRecords([
      ['when', ' who', ''],
      ['1', 'a', 'b'],
    ]);
    expect(fieldHint(fieldsFound(records, null))).toBe('fields found: when, who; expected ts and type');
  });

  it('lists the given columns of a file without header', () => {
    expect(fieldHint(fieldsFound(rowRecords([['1', 'a']]), ['when', 'who']))).toBe(
      'fields found: when, who; expected ts and type',
    );
  });

  it('counts what it does not list, and shows nothing raw', () => {
    const wide = Object.fromEntries(Array.from({ length: 23 }, (_, at) => [`f${at}`, at]));
    expect(fieldHint(fieldsFound(jsonRecords([wide]), null))).toMatch(
      /^fields found: f0, .*, f19 and 3 more; expected/,
    );
    expect(fieldHint(fieldsFound(jsonRecords([{ '\u001b[2J': 1 }]), null))).toBe(
      'fields found: \\x1B[2J; expected ts and type',
    );
  });

  it('says so when there are none', () => {
    expect(fieldHint(fieldsFound(jsonRecords([1, 'x']), null))).toBe(
      'fields found: none; expected ts and type',
    );
  });
});
