import { describe, expect, it } from 'vitest';
import { type FieldMapText, fieldMap } from '../../src/formats/field-map-text.ts';
import { UsageError } from '../../src/model/errors.ts';
import { run } from '../../src/pipeline.ts';
import { DEFAULT_OPTIONS } from '../../src/run-options.ts';
import { analyzeText } from '../pipeline/analyze-text.ts';

const TS = '2026-05-30T20:00:00Z';
const JOIN = { ts: TS, type: 'join', viewer_id: 'a' };

async function refusal(records: readonly object[], map: FieldMapText): Promise<string | null> {
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  try {
    await analyzeText('log.ndjson', text, { map: fieldMap(map) });
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

describe('a source that no record has', () => {
  it.each<[string, object[], FieldMapText, string | null]>([
    [
      'a slip',
      [JOIN],
      { fields: { viewer_id: 'viewr_id' } },
      'map: viewer_id: no record has viewr_id; did you mean viewer_id?',
    ],
    [
      'a slip inside an object',
      [{ ...JOIN, geo: { country: 'DE' } }],
      { fields: { location: 'geo.contry' } },
      'map: location: no record has geo.contry; did you mean geo.country?',
    ],
    [
      'nothing near',
      [JOIN],
      { fields: { isp: 'network_operator' } },
      'map: isp: no record has network_operator; there are ts, type, viewer_id',
    ],
    [
      'a field of a kind that is there',
      [{ ...JOIN, type: 'rebuffer' }],
      { fields: { duration_ms: 'stalled' } },
      'map: duration_ms: no record has stalled; there are ts, type, viewer_id',
    ],
    ['a field of a kind that is not there', [JOIN], { fields: { duration_ms: 'stalled' } }, null],
    [
      'any field, when no kind is known',
      [{ when: TS }],
      { fields: { duration_ms: 'stalled' } },
      'map: duration_ms: no record has stalled; there are when',
    ],
    ['a source that is null', [{ ...JOIN, isp: 'x', net: null }], { fields: { isp: 'net' } }, null],
    ['no records at all', [], { fields: { isp: 'net' } }, null],
  ])('%s', async (_, records, map, message) => {
    expect(await refusal(records, map)).toBe(message);
  });

  it('but one of the inputs does is no fault', async () => {
    const content = async function* (text: string) {
      yield Buffer.from(text);
    };
    const rows = `ts,type,what\n${TS},error,7\n`;
    const map = fieldMap({ fields: { code: 'what' } });
    const { report } = await run([content(`${JSON.stringify(JOIN)}\n`), content(rows)], {
      ...DEFAULT_OPTIONS,
      map,
    });
    expect(report.performance?.by_code).toEqual({ '7': 1 });
  });
});

describe('of a log of more than the first 1,000 records', () => {
  const many = (record: object) => Array.from({ length: 1200 }, () => record);

  it('a needed source is missed, any other is noted', async () => {
    const stalls = many({ ...JOIN, type: 'rebuffer', stall_ms: 5 });
    expect(await refusal(stalls, { fields: { duration_ms: 'stal_ms' } })).toBe(
      'map: duration_ms: none of the first 1000 records has stal_ms; did you mean stall_ms?',
    );
    const late = [...many(JOIN), { ...JOIN, net: 'x' }].map((record) => JSON.stringify(record)).join('\n');
    const { input } = await analyzeText('log.ndjson', late, { map: fieldMap({ fields: { isp: 'net' } }) });
    expect(input.notes).toContainEqual({
      code: 'map_source_unseen',
      text: expect.stringMatching(/log\.ndjson: none of the first 1000 records has net of the map$/),
    });
    expect(input.used).toBe(1201);
  });
});
