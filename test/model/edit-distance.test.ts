import { describe, expect, it } from 'vitest';
import { distanceOf, nearNames } from '../../src/model/edit-distance.ts';

describe('distanceOf', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['ratio', 'raito', 1],
    ['fps', 'fps', 0],
  ])('of %o and %o is %i', (a, b, distance) => {
    expect(distanceOf(a, b)).toBe(distance);
  });
});

describe('nearNames', () => {
  const NAMES = ['ndjson', 'csv', 'ffprobe-json', 'ffprobe-csv', 'media'];
  it.each([
    { typed: 'nd', near: ['ndjson'] },
    { typed: 'FFPROBE', near: ['ffprobe-json', 'ffprobe-csv'] },
    { typed: 'ndjsn', near: ['ndjson'] },
    // Two edits and one: the nearer first.
    { typed: 'ffprobe-cvs', near: ['ffprobe-csv'] },
    { typed: 'cvs', near: ['csv'] },
    { typed: 'parquet', near: [] },
    { typed: 'ab', near: [] },
    { typed: '', near: [] },
  ])('of "$typed" are $near', ({ typed, near }) => {
    expect(nearNames(typed, NAMES)).toEqual(near);
  });
});
