import { describe, expect, it } from 'vitest';
import { baseWidthMs, detectionWidthMs } from '../../src/stats/base-width.ts';

const HOUR = 3_600_000;

describe('base width', () => {
  it.each([
    { name: 'nothing', span: 0, base: 1000, detection: 10_000 },
    { name: '3 h are 10,800 buckets of 1 s', span: 3 * HOUR, base: 1000, detection: 10_000 },
    { name: '3 h and 1 ms', span: 3 * HOUR + 1, base: 2000, detection: 10_000 },
    { name: '6 h', span: 6 * HOUR, base: 2000, detection: 10_000 },
    { name: '15 h', span: 15 * HOUR, base: 5000, detection: 10_000 },
    { name: '24 h', span: 24 * HOUR, base: 10_000, detection: 10_000 },
    { name: '90 h', span: 90 * HOUR, base: 30_000, detection: 30_000 },
    { name: '7 days', span: 168 * HOUR, base: 60_000, detection: 60_000 },
    { name: '30 days', span: 720 * HOUR, base: 300_000, detection: 300_000 },
    { name: '900 h, the last at 300 s', span: 900 * HOUR, base: 300_000, detection: 300_000 },
    { name: '60 days are doubled once', span: 1440 * HOUR, base: 600_000, detection: 600_000 },
    { name: '50 years', span: 50 * 8766 * HOUR, base: 300_000 * 512, detection: 300_000 * 512 },
  ])('over $name', ({ span, base, detection }) => {
    expect(baseWidthMs(1_700_000_000_123, 1_700_000_000_123 + span)).toBe(base);
    expect(detectionWidthMs(base)).toBe(detection);
  });
});
