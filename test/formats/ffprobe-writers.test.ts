import { describe, expect, it } from 'vitest';
import { ffprobeCompact } from '../../src/formats/ffprobe-compact.ts';
import { ffprobeCsv } from '../../src/formats/ffprobe-csv.ts';
import { ffprobeDefault } from '../../src/formats/ffprobe-default.ts';
import { ffprobeFlat } from '../../src/formats/ffprobe-flat.ts';
import { ffprobeIni } from '../../src/formats/ffprobe-ini.ts';
import { ffprobeJson } from '../../src/formats/ffprobe-json.ts';
import { ffprobeXml } from '../../src/formats/ffprobe-xml.ts';
import { MediaType } from '../../src/model/event-kind.ts';
import { fixture, readDump, sampleOf } from './ffprobe-dump.ts';

const FORMATS = [
  ffprobeJson,
  ffprobeCsv,
  ffprobeCompact,
  ffprobeDefault,
  ffprobeFlat,
  ffprobeIni,
  ffprobeXml,
];
const WRITERS = [
  ['json', ffprobeJson],
  ['csv', ffprobeCsv],
  ['compact', ffprobeCompact],
  ['default', ffprobeDefault],
  ['flat', ffprobeFlat],
  ['ini', ffprobeIni],
  ['xml', ffprobeXml],
] as const;

// mini.ts was made once by fixtures/make/ffprobe.sh: 20 pictures, 33 sound packets (counted with grep in the csv).
describe('every writer says the same of the same media', () => {
  const reference = readDump(ffprobeJson, fixture('mini.packets.json'));

  it('has the packets that the json holds', () => {
    expect(reference.packets).toHaveLength(53);
    expect(reference.packets.filter((packet) => packet.type === MediaType.video)).toHaveLength(20);
    // First lines of mini.packets.csv.
    expect(reference.packets[0]).toEqual({
      type: MediaType.video,
      track: '0',
      pts: 1_600_000,
      dts: 1_400_000,
      duration: 100_000,
      size: 2997,
      key: true,
    });
    expect(reference.packets.filter((packet) => packet.key === false)).toHaveLength(18);
    expect(reference.facts).toEqual({ clock: 'media', timeUnit: 's', assumedUtc: 0, truncated: false });
  });

  it('has one track row for each of the streams printed twice', () => {
    expect(reference.tracks).toEqual([
      [MediaType.video, '0', 'h264', '', 160, 90, 10, null, null, null],
      [MediaType.audio, '1', 'aac', 'eng', null, null, null, 16_000, 1, 32_730],
    ]);
    // 53 packets and the program with two streams; the two streams again; the format.
    expect(reference.fates).toEqual({ used: 54, 'skipped.repeated_stream': 2, 'skipped.section': 1 });
  });

  it.each(WRITERS)('%s: packets and streams', (name, format) => {
    const dump = readDump(format, fixture(`mini.packets.${name}`));
    expect(dump.packets).toEqual(reference.packets);
    // A stream row of csv has no names: its language cannot be told.
    const tracks =
      name === 'csv' ? reference.tracks.map((t) => t.map((v) => (v === 'eng' ? '' : v))) : reference.tracks;
    expect(dump.tracks).toEqual(tracks);
    expect(dump.bad).toEqual([]);
    expect(dump.facts).toEqual(reference.facts);
    const { used = 0, part = 0, ...others } = dump.fates;
    if (name !== 'json' && name !== 'csv' && name !== 'compact') {
      // Lines of a record that another line accounts for are no records.
      expect(part).toBeGreaterThan(53);
      expect(used).toBe(53 + 2);
      expect(others).toEqual({ 'skipped.repeated_stream': 2, 'skipped.section': 2 });
    }
  });

  it.each(WRITERS)('%s: packets beside frames make rows, frames do not', (name, format) => {
    const both = readDump(format, fixture(`mini.both.${name}`));
    expect(both.packets).toEqual(readDump(ffprobeJson, fixture('mini.both.json')).packets);
    const last = reference.packets.slice(0, both.packets.length);
    expect(both.packets).toEqual(last);
    expect(both.fates['skipped.frame_beside_packets']).toBeGreaterThan(10);
    expect(both.notes.has('frame_beside_packets')).toBe(true);
    expect(both.bad).toEqual([]);
  });

  it.each(WRITERS)('%s: frames alone', (name, format) => {
    const frames = readDump(format, fixture(`mini.frames.${name}`));
    expect(frames.packets).toEqual(readDump(ffprobeJson, fixture('mini.frames.json')).packets);
    expect(frames.packets[0]).toMatchObject({ track: '0', pts: 1_600_000, dts: null, size: 2997, key: true });
    expect(frames.notes.has('frames_only')).toBe(true);
    expect(frames.bad).toEqual([]);
  });

  const start = readDump(ffprobeCsv, fixture('mini.start.csv'));
  it.each([
    ['csv-p0', ffprobeCsv],
    ['csv-nk0', ffprobeCsv],
    ['compact-p0', ffprobeCompact],
    ['default-nw1', ffprobeDefault],
    ['flat-h0', ffprobeFlat],
    ['ini-h0', ffprobeIni],
    ['xml-q1', ffprobeXml],
    ['json-pretty', ffprobeJson],
  ] as const)('%s: the same packets in another dress', (name, format) => {
    const dump = readDump(format, fixture(`mini.start.${name}`));
    expect(dump.packets).toEqual(start.packets);
    expect(dump.tracks.map((track) => track.slice(0, 3))).toEqual(
      start.tracks.map((track) => track.slice(0, 3)),
    );
    expect(dump.bad).toEqual([]);
  });

  it('compact without names and with another separator is read as csv', () => {
    const dump = readDump(ffprobeCsv, fixture('mini.start.compact-nk1'));
    expect(dump.packets).toEqual(start.packets);
    expect(start.packets.length).toBeGreaterThan(20);
  });
});

describe('recognition', () => {
  const dumps = WRITERS.flatMap(([name, format]) =>
    ['packets', 'both', 'frames'].map((mode) => [`mini.${mode}.${name}`, format] as const),
  );
  it.each([
    ...dumps,
    ['mini.start.csv-p0', ffprobeCsv],
    ['mini.start.compact-p0', ffprobeCompact],
    ['mini.start.default-nw1', ffprobeDefault],
    ['gap.ts.json', ffprobeJson],
    ['interlaced.csv', ffprobeCsv],
    ['audio.compact', ffprobeCompact],
  ] as const)('%s: its own format wins, and clearly', (name, format) => {
    const sample = sampleOf(fixture(name));
    const scores = FORMATS.map((other) => other.recognise(sample)?.score ?? 0);
    const own = scores[FORMATS.indexOf(format)] ?? 0;
    expect(own).toBeGreaterThanOrEqual(0.8);
    expect(scores.filter((score) => score >= own)).toHaveLength(1);
  });

  it('says what in the content decided', () => {
    expect(ffprobeJson.recognise(sampleOf(fixture('gap.ts.json')))?.reason).toBe(
      'ffprobe json: top key "packets"',
    );
    expect(ffprobeIni.recognise(sampleOf(fixture('mini.packets.ini')))?.reason).toBe(
      'ffprobe ini: section [packets.packet.0]',
    );
  });

  it.each([
    ['canonical NDJSON', '{"type":"packet","ts":1,"media_type":"video","size":3}\n'],
    ['canonical CSV', 'type,ts,media_type,size\npacket,1,video,3\n'],
    ['a saved report', '{"schema":"stream-analytics/report@1","streams":[]}'],
    ['another streams object', '{"streams": [{"name": "main"}]}'],
    ['ffmpeg -progress', 'frame=1\nfps=25.00\nout_time_us=40000\nprogress=continue\n'],
    ['an ini file', '[server]\nport=80\n'],
    ['prose', 'packet loss was high, they said\n'],
    ['nothing', ''],
  ])('%s is not ours', (_, text) => {
    for (const format of FORMATS) expect(format.recognise(sampleOf(text)), format.name).toBeNull();
  });
});
