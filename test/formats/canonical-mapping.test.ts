import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from '../../src/formats/canonical-csv.ts';
import { ndjson } from '../../src/formats/canonical-ndjson.ts';
import { inOwnUnit } from '../../src/formats/canonical-units.ts';
import { type FieldMapText, fieldMap } from '../../src/formats/field-map-text.ts';
import { EventKind, PlayerState } from '../../src/model/event-kind.ts';
import { jsonRecords, readLog, rowRecords } from './canonical-log.ts';

const TS = '2026-05-30T20:00:00Z';

function readOne(record: object, map: FieldMapText) {
  const { fates, rows } = readLog(ndjson, jsonRecords([record]), { map: fieldMap(map) });
  return { fate: fates[0], row: rows[0] };
}

describe('units', () => {
  it.each<[string, string, unknown, unknown]>([
    ['duration_ms', 'ms', 4.5, 4.5],
    ['duration_ms', 's', 4.5, 4500],
    ['duration_ms', 's', '4.5', 4500],
    ['duration_ms', 'us', 4500, 4.5],
    ['duration_ms', 'ns', 4_500_000, 4.5],
    ['duration_ms', 'min', 1.5, 90_000],
    ['pts', 's', -0.023, -23],
    ['bitrate', 'bps', 5_000_000, 5_000_000],
    ['bitrate', 'kbps', 2500.5, 2_500_500],
    ['bitrate', 'Mbps', 2.5, 2_500_000],
    ['size', 'B', 7, 7],
    ['size', 'kB', 1.001, 1001],
    ['size', 'MB', 1.000001, 1_000_001],
    ['size', 'KiB', 1.5, 1536],
    ['bytes', 'MiB', 2, 2_097_152],
    ['duration_ms', 's', 1e-7, 1e-4],
    ['duration_ms', 's', 'soon', 'soon'],
    ['duration_ms', 's', 'NaN', 'NaN'],
    ['duration_ms', 's', true, true],
  ])('%s in %s: %j is %j', (field, unit, value, own) => {
    expect(inOwnUnit(field, unit, value)).toBe(own);
  });

  it('of ten move digits and lose none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (bytes) => {
        const digits = String(bytes).padStart(7, '0');
        const text = `${Number(digits.slice(0, -6))}.${digits.slice(-6)}`;
        expect(inOwnUnit('size', 'MB', text)).toBe(bytes);
      }),
    );
  });
});

describe('a map reads', () => {
  it('what it names, and the rest under its own names', () => {
    const map = { fields: { viewer_id: 'user.id', duration_ms: { from: 'stall', unit: 's' } } };
    const { fate, row } = readOne(
      { time: TS, event: 'rebuffer', user: { id: 7 }, stall: 4.5, isp: 'x' },
      map,
    );
    expect(fate).toEqual({ fate: 'used' });
    expect(row).toMatchObject({ kind: EventKind.rebuffer, viewer: '7', dims: { isp: 'x' } });
    expect(row?.numbers[0]).toBe(4500);
  });

  it('a key with a dot, and an element of an array', () => {
    const map = { fields: { viewer_id: 'user\\.id', quality: 'tracks.1.name' } };
    const record = { ts: TS, type: 'quality', 'user.id': 'a', tracks: [{ name: '360p' }, { name: '720p' }] };
    expect(readOne(record, map).row).toMatchObject({ viewer: 'a', strings: ['720p', '', ''] });
  });

  it('what it names in no other way', () => {
    // `kind` is an everyday name of `type`; here it is something else.
    const map = { fields: { location: 'kind' } };
    const { row } = readOne({ ts: TS, event_type: 'join', kind: 'DE', viewer_id: 'a' }, map);
    expect(row).toMatchObject({ kind: EventKind.join, dims: { location: 'DE' } });
  });

  it('two fields crosswise, and one source for two fields', () => {
    const crossed = { fields: { viewer_id: 'session_id', session_id: 'viewer_id' } };
    const record = { ts: TS, type: 'join', viewer_id: 's', session_id: 'v' };
    expect(readOne(record, crossed).row).toMatchObject({ viewer: 'v', session: 's' });
    const both = { fields: { type: 'what', code: 'what' } };
    expect(readOne({ ts: TS, what: 'error' }, both).row).toMatchObject({ strings: ['error', '', ''] });
  });

  it('a field under its own name where its source is absent, null or empty', () => {
    const map = { fields: { viewer_id: 'user' } };
    for (const user of [undefined, null, '']) {
      expect(readOne({ ts: TS, type: 'join', viewer_id: 'own', user }, map).row?.viewer).toBe('own');
    }
    expect(readOne({ ts: TS, type: 'join', viewer_id: 'own', user: 'u' }, map).row?.viewer).toBe('u');
  });

  it('tags, one by one and all at once', () => {
    const one = readOne(
      { ts: TS, type: 'join', viewer_id: 'a', geo: { city: 'X' } },
      { fields: { 'tags.city': 'geo.city' } },
    );
    expect(one.row?.dims).toEqual({ 'tags.city': 'X' });
    const all = readOne(
      { ts: TS, type: 'join', viewer_id: 'a', geo: { city: 'X', zip: 1 } },
      { fields: { tags: 'geo' } },
    );
    expect(all.row?.dims).toEqual({ 'tags.city': 'X', 'tags.zip': '1' });
  });

  it('constants before what a record says', () => {
    const map = { constants: { stream_id: 'main', cdn: 'c1', 'tags.site': 1, type: 'join' } };
    const { row } = readOne({ ts: TS, type: 'whatever', viewer_id: 'a', stream_id: 'other' }, map);
    expect(row).toMatchObject({
      kind: EventKind.join,
      stream: 'main',
      dims: { cdn: 'c1', 'tags.site': '1' },
    });
  });

  it('values of a mapped field, of a field with its own name, and of numbers', () => {
    const map = {
      fields: { type: 'what' },
      values: { type: { '7': 'state' }, state: { on_air: 'playing' } },
    };
    const { row } = readOne({ ts: TS, what: 7, state: 'on_air', viewer_id: 'a' }, map);
    expect(row).toMatchObject({ kind: EventKind.state, code: PlayerState.playing });
  });

  it('a value that stands for nothing, before its unit', () => {
    const map = {
      fields: { bitrate: { from: 'br', unit: 'kbps' } },
      values: { bitrate: { '-1': null, max: 9_000_000 }, location: { unknown: null } },
    };
    const record = { ts: TS, type: 'heartbeat', viewer_id: 'a' };
    expect(readOne({ ...record, br: -1, location: 'unknown' }, map)).toMatchObject({
      fate: { fate: 'used' },
    });
    expect(readOne({ ...record, br: -1, location: 'unknown' }, map).row?.numbers[0]).toBeNull();
    expect(readOne({ ...record, location: 'unknown', isp: 'i' }, map).row?.dims).toEqual({ isp: 'i' });
    expect(readOne({ ...record, br: 'max' }, map).row?.numbers[0]).toBe(9_000_000);
    expect(readOne({ ...record, br: 5 }, map).row?.numbers[0]).toBe(5000);
  });

  it('rows by the names of their columns, one with a dot among them', () => {
    const map = fieldMap({
      fields: { ts: 'when', viewer_id: 'user.id', duration_ms: { from: 'stall', unit: 's' } },
      constants: { type: 'rebuffer' },
    });
    const { rows } = readLog(
      csv,
      rowRecords([
        ['when', 'user.id', 'stall', 'isp'],
        [TS, 'a', '2', 'x'],
      ]),
      { map },
    );
    expect(rows[0]).toMatchObject({ viewer: 'a', dims: { isp: 'x' } });
    expect(rows[0]?.numbers[0]).toBe(2000);
  });

  it('relative times by the vote over its own source', () => {
    const map = fieldMap({ fields: { ts: 'clock.s' } });
    const records = [1.5, 2].map((s) => ({ type: 'join', viewer_id: 'a', clock: { s } }));
    const { rows, facts } = readLog(ndjson, jsonRecords(records), { map });
    expect(facts).toMatchObject({ clock: 'media', timeUnit: 's' });
    expect(rows.map(({ timeMs }) => timeMs)).toEqual([1500, 2000]);
  });
});

describe('a bad record of a mapped log names the field as the log does', () => {
  it.each<[string, object, FieldMapText, string, string]>([
    [
      'wrong type',
      { ts: TS, type: 'rebuffer', viewer_id: 'a', stall: 'long' },
      { fields: { duration_ms: { from: 'stall', unit: 's' } } },
      'stall',
      'expected a number of ms, 0 or more, found "long"; the map reads it in s',
    ],
    [
      'missing',
      { ts: TS, type: 'rebuffer', viewer_id: 'a' },
      { fields: { duration_ms: 'stall.ms' } },
      'stall.ms',
      'expected a number of ms, 0 or more, found nothing',
    ],
    [
      'time',
      { type: 'join', viewer_id: 'a', t: 'x' },
      { fields: { ts: 't' } },
      't',
      'expected an RFC 3339 time or epoch s, ms, µs or ns, found "x"',
    ],
    [
      'no text',
      { ts: TS, type: 'join', viewer_id: 'a', geo: {} },
      { fields: { location: 'geo' } },
      'geo',
      'expected a text, found an object',
    ],
    [
      'a field that stands in for another',
      { ts: TS, type: 'packet', media_type: 'video', len: 1.5 },
      { fields: { bytes: 'len' } },
      'len',
      'expected a whole number, 0 or more, found 1.5',
    ],
    [
      'an own name',
      { ts: TS, type: 'error', fatal: 'x' },
      { fields: { code: 'c' } },
      'fatal',
      'expected true or false, found "x"',
    ],
  ])('%s', (_, record, map, field, detail) => {
    expect(readOne(record, map).fate).toMatchObject({ fate: 'bad', field, detail });
  });
});
