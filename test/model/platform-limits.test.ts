import { constants } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { InputError, LimitError } from '../../src/model/errors.ts';
import { limitOf, MAX_ARRAY_NUMBERS, MAX_STRING_UNITS } from '../../src/model/platform-limits.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

const LESS = 'end earlier with --to, or split the input by viewer';

describe('limitOf', () => {
  it('knows what V8 and Node really say', () => {
    expect(MAX_STRING_UNITS).toBe(constants.MAX_STRING_LENGTH);
    const text = `a text of more than 536870888 characters; ${LESS}`;
    expect(limitOf(thrownBy(() => 'a'.repeat(MAX_STRING_UNITS + 1)))?.message).toBe(text);
    const tooLong = thrownBy(() => Buffer.alloc(MAX_STRING_UNITS + 1).toString('latin1'));
    expect(limitOf(tooLong)?.message).toBe(text);
    const array = thrownBy(() => new Uint8Array(MAX_ARRAY_NUMBERS + 1));
    expect(limitOf(array)?.message).toBe(`an array of more than 4294967296 numbers; ${LESS}`);
    const memory = thrownBy(() => new Float64Array(MAX_ARRAY_NUMBERS));
    expect(limitOf(memory)?.message).toBe(`the system gives the process no more memory; ${LESS}`);
  });

  it.each([
    "EMFILE: too many open files, open '/a'",
    'EMFILE: too many open files, uv_resident_set_memory',
    "ENFILE: file table overflow, open '/a'",
  ])('knows that no more files may be open: %s', (said) => {
    const limit = 'the system lets the process open no more files; allow more with ulimit -n';
    expect(limitOf(new Error(said))?.message).toBe(limit);
  });

  // Filling a Map to its end takes seconds and a gigabyte: the words are those of V8 11.3.
  it.each(['Map', 'Set'])('knows a full %s', (kind) => {
    const said = limitOf(new RangeError(`${kind} maximum size exceeded`))?.message;
    expect(said).toBe(`a table of more than 16777216 entries; ${LESS}`);
  });

  it.each([
    { name: 'a length below 0', error: thrownBy(() => new Uint8Array(-1)) },
    { name: 'an endless recursion', error: new RangeError('Maximum call stack size exceeded') },
    { name: 'another error', error: new Error('Map') },
    { name: 'an error of the input', error: new InputError('no input') },
    { name: 'no error', error: 'Invalid string length' },
  ])('takes $name for what it is', ({ error }) => {
    expect(limitOf(error)).toBe(null);
  });
});

describe('LimitError', () => {
  it('says limit, place and advice, and keeps its first place', () => {
    const error = new LimitError('table full', 'read less');
    expect(error.message).toBe('table full; read less');
    expect(error.at(null)).toBe(error);
    const placed = error.at('a.csv, line 3');
    expect(placed.message).toBe('table full, met at a.csv, line 3; read less');
    expect(placed.at('b.csv')).toBe(placed);
    expect(limitOf(placed)).toBe(placed);
  });
});
