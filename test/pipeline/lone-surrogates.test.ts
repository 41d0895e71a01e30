import { expect, it } from 'vitest';
import { jsonRenderer } from '../../src/renderers/json.ts';
import { renderOptions } from '../renderers/render-options.ts';
import { analyzeText } from './analyze-text.ts';

/** Halves of surrogate pairs as JSON spells them, and what decoding puts in place of broken text. */
const WORDS = ['\\ud800', '\\ud801', '\\udfff', '\\ufffd', 'a\\ud800', '\\ud83d\\ude00'];

const event = (word: string, at: number): string[] => [
  `{"type":"error","ts":${1_767_300_000_000 + at},"code":"${word}","event_id":"${word}"}`,
  `{"type":"join","ts":${1_767_300_000_000 + at},"viewer_id":"${word}","quality":"${word}"}`,
  `{"type":"packet","pts":${at},"media_type":"video","size":1,"stream_id":"${word}"}`,
  `{"type":"request","ts":${1_767_300_000_000 + at},"status":404,"url":"/${word}","cache_status":"MISS"}`,
];

it('ids with halves of surrogate pairs stay apart, in an order of their own, and make valid UTF-8', async () => {
  const lines = WORDS.flatMap((word, at) => event(word, at * 1000));
  const report = await analyzeText('log.ndjson', lines.join('\n'));
  expect(report.input).toMatchObject({ used: 4 * WORDS.length, duplicate: 0, bad: {} });
  expect(report.viewers).toMatchObject({ unique_viewers: WORDS.length });
  expect(Object.keys(report.performance?.by_code ?? {})).toHaveLength(WORDS.length);
  expect(Object.keys(report.viewers?.time_in_quality_ms ?? {})).toHaveLength(WORDS.length - 1);
  expect(new Set(report.streams.map((stream) => stream.stream_id)).size).toBe(WORDS.length);
  expect(new Set(report.cdn?.top_errors?.map(({ url }) => url)).size).toBe(WORDS.length);

  const text = jsonRenderer.render(report, renderOptions());
  // Written as UTF-8 and read again: half a pair in the text itself would come back as U+FFFD.
  expect(Buffer.from(text).toString()).toBe(text);
  expect(JSON.parse(text)).toMatchObject({
    streams: report.streams,
    performance: report.performance,
    cdn: report.cdn,
  });

  // The order of the log is not that of the report.
  const other = await analyzeText('log.ndjson', lines.toReversed().join('\n'), { latenessMs: 60_000 });
  const orderOf = ({ performance, streams, cdn }: typeof report) => [
    Object.keys(performance?.by_code ?? {}),
    streams.map((stream) => stream.stream_id),
    cdn?.top_errors?.map(({ url }) => url),
  ];
  expect(orderOf(other)).toEqual(orderOf(report));
});
