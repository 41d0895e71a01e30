import { expect, it } from 'vitest';
import { analyzeText } from './analyze-text.ts';

const intervals = [
  { type: 'transport', ts: '2026-01-01T20:00:00Z', rtt_ms: 0.3, jitter_ms: 0.012 },
  { type: 'transport', ts: '2026-01-01T20:00:01Z', rtt_ms: 0.4, jitter_ms: '0.0305' },
  { type: 'transport', ts: '2026-01-01T20:00:02Z', rtt_ms: 12.3456, jitter_ms: 2 },
];
const RTT = { n: 3, min: 0.3, p50: 0.4, max: 12.346 };
const JITTER = { n: 3, min: 0.012, p50: 0.031, max: 2 };

it.each([
  ['log.ndjson', intervals.map((interval) => JSON.stringify(interval)).join('\n')],
  [
    'log.csv',
    `type,ts,rtt_ms,jitter_ms\n${intervals.map((one) => [one.type, one.ts, one.rtt_ms, one.jitter_ms].join()).join('\n')}\n`,
  ],
])('the round trip of a local network is not 0: %s', async (name, text) => {
  const { transport } = await analyzeText(name, text);
  expect(transport?.rtt_ms).toMatchObject(RTT);
  expect(transport?.jitter_ms).toMatchObject(JITTER);
});
