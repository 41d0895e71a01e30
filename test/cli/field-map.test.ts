import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readFieldMap } from '../../src/cli/field-map.ts';
import { UsageError } from '../../src/model/errors.ts';

const folder = await mkdtemp(join(tmpdir(), 'field-map-'));
afterAll(() => rm(folder, { recursive: true }));

async function mapOfYaml(text: string) {
  const path = join(folder, 'map.yaml');
  await writeFile(path, text);
  return await readFieldMap([path]);
}

const said = (error: unknown) => (error instanceof Error ? error.message.replace(`${folder}/`, '') : error);

describe('pairs', () => {
  it('are separated by commas, may be repeated and hold what a path may', async () => {
    const { fields } = await readFieldMap(['ts=time, viewer_id=user.id', 'location=a\\,b=c', 'isp=x\\.y']);
    expect(fields.map(({ name, path }) => [name, path])).toEqual([
      ['ts', ['time']],
      ['viewer_id', ['user', 'id']],
      ['location', ['a,b=c']],
      ['isp', ['x.y']],
    ]);
  });

  it.each([
    [['ts='], '--map: expected FIELD=PATH, found ts='],
    [['=a'], '--map: expected FIELD=PATH, found =a'],
    [['ts=a,b'], '--map: expected FIELD=PATH, found b'],
    [['='], '--map: expected FIELD=PATH, found ='],
    [['ts=a', 'ts=b'], '--map: ts: has two sources'],
  ])('%j are wrong', async (typed, message) => {
    await expect(readFieldMap(typed)).rejects.toThrow(new UsageError(message));
  });
});

describe('a YAML file', () => {
  it('says fields, units, constants and values', async () => {
    const map = await mapOfYaml(`# a comment
fields:
  ts: time
  duration_ms: {from: stall, unit: s}
  code: 7
constants: {stream_id: main, fatal: true}
values:
  type: {video_start: join, 007: leave, true: error}
  bitrate: {-1: null}
`);
    expect(
      map.fields.map(({ name, path, unit, place }) => [name, path[0], unit, place.replace(/.*:/, '')]),
    ).toEqual([
      ['ts', 'time', null, '3'],
      ['duration_ms', 'stall', 's', '4'],
      ['code', '7', null, '5'],
    ]);
    expect([...map.constants]).toEqual([
      ['stream_id', 'main'],
      ['fatal', true],
    ]);
    expect([...(map.values.get('type') ?? [])]).toEqual([
      ['video_start', 'join'],
      ['007', 'leave'],
      ['true', 'error'],
    ]);
    expect(map.values.get('bitrate')?.get('-1')).toBeNull();
  });

  it('is added to pairs, and an empty one adds nothing', async () => {
    const path = join(folder, 'more.yaml');
    await writeFile(path, 'fields:\nconstants: {isp: x}\n');
    const { fields, constants } = await readFieldMap(['ts=t', path]);
    expect([fields.length, constants.size]).toEqual([1, 1]);
    expect(await mapOfYaml('')).toMatchObject({ fields: [] });
  });

  it.each([
    ['hello', 'map.yaml:1: expected a mapping of fields, constants, values, found hello'],
    ['fields: {}\n---\nfields: {}', 'map.yaml:2: expected one map, found another document'],
    ['- a', 'map.yaml:1: expected a mapping of fields, constants, values, found a list'],
    ['\nfeilds: {}', 'map.yaml:2: expected one of fields, constants, values, found feilds'],
    ['fields: [a]', 'map.yaml:1: fields: expected a mapping by field, found a list'],
    ['fields:\n  ts:', 'map.yaml:2: ts: expected a path, or {from, unit}, found nothing'],
    ['fields:\n  ts: [a]', 'map.yaml:2: ts: expected one value, found a list'],
    ['fields:\n  bytes: {unit: kB}', 'map.yaml:2: bytes: expected from with a path, found bytes'],
    ['fields:\n  bytes: {from: a, units: kB}', 'map.yaml:2: bytes: expected from or unit, found units'],
    [
      'fields:\n  ts: a\n  bytes: {from: a, unit: KB}',
      'map.yaml:3: bytes: unit: expected one of B, kB, MB, KiB, MiB, found "KB"',
    ],
    ['fields:\n  ts: a\n  ts: b', 'map.yaml:3: map keys must be unique'],
    ['fields:\n  ts: "a', 'map.yaml:2: missing closing "quote'],
    [
      'fields: &x {ts: a}\nconstants: *x',
      'map.yaml:2: constants: expected a mapping by field, found an alias',
    ],
    ['fields: {ts: !!js/function x}', 'map.yaml:1: unresolved tag: tag:yaml.org,2002:js/function'],
    ['constants:\n  isp:', 'map.yaml:2: isp: expected a value, found nothing'],
    [
      'values:\n  type:\n    start: jion',
      'map.yaml:3: type: start: expected a kind of event, found "jion"; did you mean join?',
    ],
    ['values: {type: join}', 'map.yaml:1: type: expected a mapping of its words, found join'],
    ['constants: {ts: a}\nfields: {ts: b}', 'map.yaml:2: ts: has two sources, the other in constants'],
  ])('%j is wrong', async (text, message) => {
    expect(await mapOfYaml(text).catch(said)).toBe(message);
  });

  it('that is none, or no file, is said', async () => {
    expect(await readFieldMap([folder]).catch(said)).toBe(`--map ${folder}: is a directory`);
    const missing = join(folder, 'none.yaml');
    expect(await readFieldMap([missing]).catch(said)).toBe(
      '--map none.yaml: no such file or directory; pairs are typed FIELD=PATH',
    );
    const big = join(folder, 'big.yaml');
    await writeFile(big, '#'.repeat((1 << 20) + 1));
    expect(await readFieldMap([big]).catch(said)).toBe('--map big.yaml: is over 1 MiB: no field map');
  });
});
