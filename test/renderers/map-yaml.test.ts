import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readFieldMap } from '../../src/cli/field-map.ts';
import { pathText } from '../../src/model/field-path.ts';
import type { ProposedMap } from '../../src/model/inspection.ts';
import { renderMapYaml } from '../../src/renderers/map-yaml.ts';

const folder = await mkdtemp(join(tmpdir(), 'map-yaml-'));
afterAll(() => rm(folder, { recursive: true }));

const EMPTY: ProposedMap = {
  fields: [],
  constants: [],
  values: [],
  unclear_words: [],
  records: 2,
  usable: 1,
  unknown_metrics: [],
};

async function readBack(map: ProposedMap | null, name = 'log') {
  const path = join(folder, 'map.yaml');
  await writeFile(path, renderMapYaml(map, name));
  return await readFieldMap([path]);
}

describe('a proposed map as YAML', () => {
  it('is read back as it was, whatever the log calls its fields and words', async () => {
    const text = fc.oneof(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc.constantFrom(
        'null',
        'true',
        'No',
        '~',
        '-1',
        '1e3',
        '0x1',
        '.inf',
        '#',
        ': ',
        '- a',
        '&a',
        '*a',
        '!a',
        '{',
        'a: b # c',
        '\u202e',
      ),
    );
    await fc.assert(
      fc.asyncProperty(text, text, text, async (key, word, name) => {
        const from = pathText(['deep', key]);
        const map = await readBack(
          {
            ...EMPTY,
            fields: [{ name: 'bitrate', from, unit: 'kbps', why: 'its name' }],
            constants: [{ name: 'isp', value: word, why: 'its values' }],
            values: [
              { name: 'type', word, value: 'join', why: 'its words' },
              { name: 'location', word, value: null, why: 'its words' },
            ],
            unclear_words: [word],
          },
          name,
        );
        expect(map.fields).toMatchObject([{ name: 'bitrate', path: ['deep', key], unit: 'kbps' }]);
        expect([...map.constants]).toEqual([['isp', word]]);
        expect([...(map.values.get('type') ?? [])]).toEqual([[word, 'join']]);
        expect([...(map.values.get('location') ?? [])]).toEqual([[word, null]]);
      }),
    );
  });

  it('of nothing is a map that adds nothing', async () => {
    for (const map of [null, EMPTY]) {
      expect(await readBack(map)).toEqual({ fields: [], constants: new Map(), values: new Map() });
    }
  });

  it('says why', () => {
    const fields = [{ name: 'ts', from: 'at', unit: null, why: 'its name' }];
    expect(renderMapYaml({ ...EMPTY, fields, unclear_words: ['a\nb'] }, 'x\ny')).toBe(`# Field map for x\\x0Ay
# 1 of the first 2 records can be used with it
# Words whose meaning is not clear: a\\x0Ab
fields:
  ts: at  # its name
`);
  });
});
