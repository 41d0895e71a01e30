import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeAxis } from '../../../src/renderers/table/time-axis.ts';

function utcAxis(from: string, to: string, count = 52) {
  return { fromMs: Date.parse(from), toMs: Date.parse(to), count, clock: 'utc' } as const;
}

// Columns worked out by hand: ⌊time since the start / span × columns⌋.
describe('timeAxis', () => {
  it.each([
    {
      name: 'an evening',
      axis: utcAxis('2026-05-30T19:58:00Z', '2026-05-30T22:14:31Z'),
      zone: 'UTC',
      text: '20:00       20:30      21:00       21:30      22:00',
    },
    {
      name: 'in a zone of quarter hours the round times are local',
      axis: utcAxis('2026-05-30T19:58:00Z', '2026-05-30T22:14:31Z'),
      zone: 'Asia/Kathmandu',
      text: '      02:00      02:30       03:00      03:30',
    },
    {
      name: 'seconds',
      axis: utcAxis('2026-05-30T20:00:00Z', '2026-05-30T20:01:00Z'),
      zone: 'UTC',
      text: '20:00:00     20:00:15     20:00:30     20:00:45',
    },
    {
      name: 'over midnight',
      axis: utcAxis('2026-05-30T12:00:00Z', '2026-06-01T00:00:00Z'),
      zone: 'UTC',
      text: '12:00            31 May           12:00',
    },
    {
      name: 'media time',
      axis: { fromMs: 0, toMs: 60_053, count: 52, clock: 'media' } as const,
      zone: 'UTC',
      text: '0 s     10 s     20 s    30 s     40 s     50 s',
    },
    {
      name: 'long media',
      axis: { fromMs: 0, toMs: 5_400_000, count: 52, clock: 'media' } as const,
      zone: 'UTC',
      text: '0 min            30 min           60 min',
    },
  ])('$name', ({ axis, zone, text }) => {
    expect(timeAxis(axis, zone)).toBe(text);
  });

  it('keeps round local times when the clocks change', () => {
    // Europe/Berlin goes from 02:00 to 03:00 on 29 March 2026 at 01:00 UTC.
    const axis = utcAxis('2026-03-29T00:00:00Z', '2026-03-29T03:00:00Z', 80);
    expect(timeAxis(axis, 'Europe/Berlin')).toBe(
      '01:00        01:30        03:00         03:30        04:00        04:30',
    );
  });

  it('fits and begins every label at its column', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 10, max: 1e10 }),
        fc.integer({ min: 12, max: 80 }),
        fc.constantFrom('utc', 'media'),
        (fromMs, spanMs, count, clock) => {
          const text = timeAxis({ fromMs, toMs: fromMs + spanMs, count, clock }, 'Europe/Berlin');
          expect(text.length).toBeLessThanOrEqual(count);
          expect(text).toMatch(/^ *(\S+( \S+)?( {2,}\S+( \S+)?)*)?$/);
        },
      ),
    );
  });
});
