import { describe, expect, it } from 'vitest';
import { type FieldMapText, fieldMap } from '../../src/formats/field-map-text.ts';
import { UsageError } from '../../src/model/errors.ts';

describe('a wrong map', () => {
  it.each<[string, FieldMapText, string]>([
    [
      'an unknown field',
      { fields: { viewerr_id: 'u' } },
      'map: viewerr_id: no field has this name; did you mean viewer_id?',
    ],
    [
      'another name of a field',
      { fields: { timestamp: 't' } },
      'map: timestamp: no field has this name; did you mean ts?',
    ],
    [
      'a field that nothing is near',
      { fields: { zzzzzz: 't' } },
      'map: zzzzzz: no field has this name; "stream-analytics formats ndjson" lists them',
    ],
    [
      'an unknown unit',
      { fields: { bitrate: { from: 'b', unit: 'kb' } } },
      'map: bitrate: unit: expected one of bps, kbps, Mbps, found "kb"',
    ],
    [
      'a unit of a field without',
      { fields: { ts: { from: 'b', unit: 's' } } },
      'map: ts: unit: expected no unit, this field has none, found "s"',
    ],
    [
      'a path with an empty key',
      { fields: { ts: 'a..b' } },
      'map: ts: expected a path like user.id, found "a..b"',
    ],
    ['two sources', { fields: { ts: 'a' }, constants: { ts: 1 } }, 'map: ts: has two sources'],
    [
      'a constant of no field',
      { constants: { stream: 'm' } },
      'map: stream: no field has this name; did you mean stream_id?',
    ],
    [
      'a constant that is no kind',
      { constants: { type: 'jion' } },
      'map: type: expected a kind of event, found "jion"; did you mean join?',
    ],
    [
      'a constant that is no number',
      { constants: { bitrate: 'fast' } },
      'map: bitrate: expected a number of bit/s, 0 or more, found "fast"',
    ],
    ['a constant of all tags', { constants: { tags: 'x' } }, 'map: tags: expected tags.KEY'],
    [
      'values of no field',
      { values: { typ: { a: 'join' } } },
      'map: typ: no field has this name; did you mean type?',
    ],
    [
      'a value that is no kind',
      { values: { type: { a: 'start' } } },
      'map: type: a: expected a kind of event, found "start"; did you mean startup?',
    ],
    [
      'a value that is no state',
      { values: { state: { a: 'xx' } } },
      'map: state: a: expected a player state, found "xx"; known are preloading, starting, playing, seeking, rebuffering, paused, waiting, ended, failed, quit',
    ],
    [
      'a kind that is left out',
      { values: { type: { a: null } } },
      'map: type: a: expected a kind of event, found null',
    ],
    [
      'values of a tag under its own name',
      { values: { 'tags.a': { x: 'y' } } },
      'values: tags.a: expected a source for it under fields',
    ],
  ])('%s', (_, text, message) => {
    expect(() => fieldMap(text)).toThrow(new UsageError(message));
  });

  it('gives a word two meanings', async () => {
    const { FieldMapBuilder } = await import('../../src/formats/canonical-map.ts');
    const builder = new FieldMapBuilder();
    builder.addValue('map', 'type', 'a', 'join');
    expect(() => builder.addValue('map', 'type', 'a', 'leave')).toThrow(
      'map: type: a: stands for two values',
    );
  });
});

it('a map may use every spelling of a kind and a state', () => {
  const { values } = fieldMap({
    values: { type: { a: 'viewer_join', b: 'rebufferStart' }, state: { c: 'Playing' } },
  });
  expect(values.get('type')?.get('b')).toBe('rebufferStart');
});
