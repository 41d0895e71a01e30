import { describe, expect, it } from 'vitest';
import { ffprobeCompact } from '../../src/formats/ffprobe-compact.ts';
import { ffprobeCsv } from '../../src/formats/ffprobe-csv.ts';
import { ffprobeDefault } from '../../src/formats/ffprobe-default.ts';
import { ffprobeFlat } from '../../src/formats/ffprobe-flat.ts';
import { ffprobeIni } from '../../src/formats/ffprobe-ini.ts';
import { ffprobeJson } from '../../src/formats/ffprobe-json.ts';
import { ffprobeXml } from '../../src/formats/ffprobe-xml.ts';
import { Flag } from '../../src/model/event-batch.ts';
import { MediaType } from '../../src/model/event-kind.ts';
import type { Format } from '../../src/model/format.ts';
import { fixture, readDump, readRecords, recordsOf, sum } from './ffprobe-dump.ts';

const CSV = { kind: 'csv', delimiter: ',' } as const;
const csv = (text: string, fields: string | null = null) =>
  readRecords(ffprobeCsv, recordsOf(CSV, text), { fields: fields === null ? null : fields.split(',') });
const WRITERS = [
  ffprobeJson,
  ffprobeCsv,
  ffprobeCompact,
  ffprobeDefault,
  ffprobeFlat,
  ffprobeIni,
  ffprobeXml,
];
const writer = (word: string): Format => {
  const format = WRITERS.find(({ name }) => name === `ffprobe-${word}`);
  if (format === undefined) throw new Error(`no writer ${word}`);
  return format;
};
const packet = (fields: Record<string, unknown>) =>
  JSON.stringify({
    packets: [{ codec_type: 'video', stream_index: 0, size: '10', pts_time: '0.000000', ...fields }],
  });

const INTERLACED = [50, 34_836, [[1, '0', 'h264', '', 160, 96, 25, null, null, null]]] as const;
const AUDIO = [116, 24_241, [[2, '0', 'mp3', '', null, null, null, 44_100, 1, 64_000]]] as const;
const VFR = [44, 41_201, [[1, '0', 'h264', '', 160, 90, 30, null, null, null]]] as const;

describe('outside figures', () => {
  // slhck/ffmpeg-bitrate-stats expects 58.944 kbit/s over 1 s for test.mp4 (7368 bytes, 25 frames), 111.128 for
  // without_timestamps.mp4 (13891 bytes), 14813.6 over 0.1 s for 5 frames of test_keyframes.mp4 (185170 bytes).
  it.each([
    ['json', 'slhck-test.ffprobe5.json', 25, 7368],
    ['csv', 'slhck-test.ffprobe5.csv', 25, 7368],
    ['compact', 'slhck-test.ffprobe5.compact.txt', 25, 7368],
    ['flat', 'slhck-test.ffprobe5.flat.txt', 25, 7368],
    ['csv', 'slhck-test.ffprobe5.frames.csv', 25, 7368],
    ['json', 'slhck-without_timestamps.ffprobe5.json', 25, 13_891],
    ['json', 'slhck-test_keyframes.ffprobe5.json', 5, 185_170],
  ] as const)('%s %s', (word: string, name: string, packets: number, bytes: number) => {
    const format = writer(word);
    const dump = readDump(format, fixture(name));
    const video = dump.packets.filter((row) => row.type === MediaType.video);
    expect(video).toHaveLength(packets);
    expect(sum(video)).toBe(bytes);
    expect(dump.bad).toEqual([]);
  });

  it('a first dts is negative with B-frames, and orders its packet', () => {
    const dump = readDump(ffprobeJson, fixture('slhck-test.ffprobe5.json'));
    expect(dump.packets[0]).toMatchObject({ pts: 0, dts: -80_000 });
    expect([...dump.batch.timeMs.slice(0, 3)]).toEqual([-80, -40, 0]);
    expect((dump.batch.flags[0] as number) & Flag.mediaClock).toBe(Flag.mediaClock);
  });

  it('tsduck test 094: 728 packets; the second fields of interlaced pictures have no time', () => {
    const dump = readDump(ffprobeCsv, fixture('tsduck-094.3.ffprobe5.packets.csv'));
    expect(dump.packets).toHaveLength(728);
    expect(dump.fates).toEqual({ used: 728 });
    const video = dump.packets.filter((row) => row.type === MediaType.video);
    const untimed = video.filter((row) => row.pts === null && row.dts === null);
    // grep -c '^packet,video' and '^packet,video,0,N/A,N/A,N/A,N/A'
    expect([video.length, untimed.length]).toEqual([186, 27]);
    expect(untimed.every((row) => row.size > 0)).toBe(true);
    expect(dump.packets[0]).toMatchObject({ pts: 9_627_877_433, dts: 9_627_797_433, size: 8097, key: false });
  });

  // TSDuck (pcrextract) read the same file on its own: PID,Packet index in TS,Packet index in PID,Type,Count,Value,…
  it.each([
    ['PTS', 159],
    ['DTS', 141],
  ] as const)('tsduck test 094: every %s that TSDuck found on the video PID is here', (type, count) => {
    const { packets } = readDump(ffprobeCsv, fixture('tsduck-094.3.ffprobe5.packets.csv'));
    const video = packets.filter((row) => row.type === MediaType.video);
    const ours = new Set(video.map((row) => (type === 'PTS' ? row.pts : row.dts)));
    const rows = fixture('tsduck-094.3b.pcrextract.csv')
      .split('\n')
      .map((line) => line.split(','));
    const theirs = rows.filter((row) => row[0] === '320' && row[3] === type).map((row) => Number(row[5]));
    expect(theirs).toHaveLength(count);
    // Ticks of 90 kHz; both programs round to the nearest µs.
    expect(theirs.filter((ticks) => !ours.has(Math.round((ticks * 100) / 9)))).toEqual([]);
  });

  // Packets counted with grep -c, bytes added with awk and bc.
  it.each([
    ['csv', 'interlaced.csv', INTERLACED],
    ['compact', 'audio.compact', AUDIO],
    ['json', 'vfr.json', VFR],
  ] as const)('%s %s', (word, name, [packets, bytes, tracks]) => {
    const dump = readDump(writer(word), fixture(name));
    expect([dump.packets.length, sum(dump.packets), dump.tracks]).toEqual([packets, bytes, tracks]);
    expect(dump.bad).toEqual([]);
  });

  // Counted with an independent JSON reader: see fixtures/ffprobe/SOURCES.md.
  it('gap.ts: the picture is away for 1.24 s', () => {
    const dump = readDump(ffprobeJson, fixture('gap.ts.json'));
    const video = dump.packets.filter((row) => row.type === MediaType.video);
    expect([video.length, sum(video)]).toEqual([1471, 4_535_393]);
    expect([dump.packets.length - video.length, sum(dump.packets) - sum(video)]).toEqual([940, 366_087]);
    const steps = video.slice(1).map((row, i) => (row.pts ?? 0) - (video[i]?.pts ?? 0));
    expect(Math.max(...steps)).toBe(1_240_000);
    expect(video[steps.indexOf(1_240_000)]?.pts).toBe(31_464_000);
    expect(video.filter((row) => row.key).length).toBe(30);
  });
});

describe('csv widths', () => {
  it('FFmpeg 4: 14 columns with the convergence duration, flags of two letters', () => {
    const text = 'packet,video,0,0,0.000000,-512,-0.040000,512,0.040000,N/A,N/A,642,3547,K_\n';
    expect(readDump(ffprobeCsv, text).packets).toEqual([
      { type: 1, track: '0', pts: 0, dts: -40_000, duration: 40_000, size: 642, key: true },
    ]);
  });
  it('FFmpeg 1: flags of one letter, and frames between the packets', () => {
    const text = [
      'packet,audio,0,0,0.000000,0,0.000000,1024,0.023220,N/A,N/A,2048,600,K',
      'frame,audio,1,0,0.000000,0,0.000000,1024,0.023220,600,2048,s16,1024,1,unknown',
      'packet,video,1,2048,0.040000,2048,0.040000,2048,0.040000,N/A,N/A,230400,265151,_',
      '',
    ].join('\n');
    const dump = readDump(ffprobeCsv, text);
    expect(dump.packets.map((row) => [row.type, row.size, row.key])).toEqual([
      [MediaType.audio, 2048, true],
      [MediaType.video, 230_400, false],
    ]);
    expect(dump.fates).toEqual({ used: 2, 'skipped.frame_beside_packets': 1 });
  });
  it('flags of three letters: the third is corrupt', () => {
    const row = (flags: string) => `packet,video,0,0,0.000000,0,0.000000,512,0.040000,642,3547,${flags}\n`;
    const dump = readDump(ffprobeCsv, row('K_C') + row('___') + row('_D_'));
    const flags = [...dump.batch.flags.slice(0, 3)].map((bits) => bits & (Flag.keyframe | Flag.corrupt));
    expect(flags).toEqual([Flag.keyframe | Flag.corrupt, 0, 0]);
  });
  it('FFmpeg 6 frames have a second pair of durations before the size', () => {
    const head = 'frame,video,0,1,512,0.040000,512,0.040000,512,0.040000,512,0.040000,';
    const tail = '48,3499,320,240,yuv420p,1:1,I,0,0\n';
    const five = readDump(ffprobeCsv, head + tail);
    const six = readDump(ffprobeCsv, `${head}512,0.040000,${tail}`);
    expect(five.packets).toEqual([
      { type: 1, track: '0', pts: 40_000, dts: null, duration: 40_000, size: 3499, key: true },
    ]);
    expect(six.packets).toEqual(five.packets);
    const audio = 'frame,audio,1,1,0,0.000000,0,0.000000,0,0.000000,1024,0.021333,N/A,215,fltp,1024,1,mono\n';
    expect(readDump(ffprobeCsv, audio).packets[0]).toMatchObject({ type: 2, size: 215, duration: 21_333 });
  });
  it('a cut row is bad and says what was expected', () => {
    const dump = csv('packet,video,0,0,0.000000,0,0.000000,512,0.040000,642,48,K_\npacket,video,0,51\n');
    expect(dump.fates).toEqual({ used: 1, 'bad.csv-columns': 1 });
    expect(dump.bad[0]).toContain('--fields');
  });
});

describe('a few columns, named by --fields', () => {
  const fields = 'pts_time,dts_time,size,flags';
  it('reads them with and without section words, with the empty cell of side data', () => {
    const dump = readDump(ffprobeCsv, fixture('mini.entries.csv-p0'), { fields: fields.split(',') });
    const whole = readDump(ffprobeJson, fixture('mini.packets.json')).packets.filter((row) => row.type === 1);
    expect(dump.packets.map((row) => [row.pts, row.dts, row.size, row.key])).toEqual(
      whole.map((row) => [row.pts, row.dts, row.size, row.key]),
    );
    expect(dump.notes.get('media_type_inferred')).toContain('taken as video');
    const prefixed = csv(
      'packet,0.000000,0.000000,10,K_\npacket,0.040000,0.040000,5,__,side_data,\n',
      fields,
    );
    expect(prefixed.packets.map((row) => row.size)).toEqual([10, 5]);
    expect(csv('packet,0.0,1.0,10,__\n', `packet,${fields}`).packets[0]).toMatchObject({
      pts: 0,
      dts: 1_000_000,
    });
  });
  it('rows of frames between the packets that it names are only counted', () => {
    const dump = csv('packet,0.0,0.0,10,__\nframe,1,0.0,I\npacket,0.1,0.1,10,__\n', fields);
    expect(dump.fates).toEqual({ used: 2, 'skipped.frame_beside_packets': 1 });
  });
  it('without them every row names the option', () => {
    const dump = readDump(ffprobeCsv, fixture('mini.entries.csv-p0'));
    expect(dump.fates).toEqual({ 'bad.csv-columns': 20 });
    expect(dump.bad[0]).toContain('--fields');
  });
  it('is recognised with little certainty where nothing but numbers tells it', () => {
    const verdict = (text: string) =>
      ffprobeCsv.recognise({
        name: '',
        bytes: Buffer.from(text),
        text,
        lines: text.split('\n'),
        whole: true,
      });
    expect(verdict('0.000000,642\n0.040000,12')).toMatchObject({ score: 0.2 });
    expect(verdict('0.000000,642,K_\n0.040000,12,__,')).toMatchObject({ score: 0.6 });
    expect(verdict('0.5,642\n0.7,12')).toBeNull();
    expect(verdict('1,KO\n2,OK')).toBeNull();
  });
  it('fewer cells than names is a fault of that row', () => {
    expect(csv('0.000000,0.000000,10,__\n0.0\n', fields).fates).toEqual({ used: 1, 'bad.csv-columns': 1 });
  });
});

describe('media type that packets do not say', () => {
  const rows = (...lines: string[]) => csv(`${lines.join('\n')}\n`, 'stream_index,pts_time,size');
  it('the streams section tells it when the first records hold it', () => {
    const text = JSON.stringify({
      packets: [{ stream_index: 1, pts_time: '0.0', size: '7' }],
      streams: [{ index: 1, codec_type: 'audio' }],
    });
    expect(readDump(ffprobeJson, text).packets[0]).toMatchObject({ type: MediaType.audio, track: '1' });
  });
  it('a presentation time that goes back is video', () => {
    const dump = rows('0,0.000000,10', '0,0.080000,5', '0,0.040000,5');
    expect(dump.packets.map((row) => row.type)).toEqual([MediaType.video, MediaType.video, MediaType.video]);
    expect(dump.notes.get('media_type_inferred_0')).toBe('no codec_type: stream 0 taken as video');
  });
  it('nothing tells it: bad, with the remedy', () => {
    const dump = rows('0,0.000000,10', '0,0.040000,5');
    expect(dump.fates).toEqual({ 'bad.field-missing': 2 });
    expect(dump.bad[0]).toMatch(/^codec_type: .*add codec_type to -show_entries/);
  });
  it('subtitle, data and attachment are metadata', () => {
    const types = ['subtitle', 'data', 'attachment'].map(
      (codec_type) => readDump(ffprobeJson, packet({ codec_type })).packets[0]?.type,
    );
    expect(types).toEqual([MediaType.metadata, MediaType.metadata, MediaType.metadata]);
  });
});

describe('values', () => {
  it.each([
    ['size', 'abc', 'field-type', 'size: expected a size in bytes, found "abc"'],
    ['size', '-4', 'field-type', 'size: expected a size in bytes, found "-4"'],
    ['pts_time', '1,5', 'field-type', 'pts_time: expected seconds like 1.423222, found "1,5"'],
    [
      'dts_time',
      '99999999999.0',
      'time-range',
      'dts_time: expected seconds below 9 billion, found "99999999999.0"',
    ],
    ['flags', 'x\u001b[31m', 'field-type', 'flags: expected flags like K__, found "x\\x1B[31m"'],
    [
      'codec_type',
      'smell',
      'field-type',
      'codec_type: expected video, audio, subtitle, data or attachment, found "smell"',
    ],
  ])('%s %s is %s', (field, value, reason, detail) => {
    const dump = readDump(ffprobeJson, packet({ [field]: value }));
    expect(dump.fates).toEqual({ [`bad.${reason}`]: 1 });
    expect(dump.bad).toEqual([detail]);
    expect(dump.packets).toEqual([]);
  });
  it('a size that is missing or N/A names the remedy', () => {
    const dump = readDump(ffprobeJson, packet({ size: 'N/A' }));
    expect(dump.fates).toEqual({ 'bad.field-missing': 1 });
    expect(dump.bad[0]).toContain('add size to -show_entries');
  });
  it('one of two times may be N/A; both leave the row without a time', () => {
    expect(readDump(ffprobeJson, packet({ pts_time: 'N/A', dts_time: '1.0' })).packets[0]).toMatchObject({
      pts: null,
      dts: 1_000_000,
    });
    const none = readDump(ffprobeJson, packet({ pts_time: 'N/A' }));
    expect(none.packets[0]).toMatchObject({ pts: null, dts: null });
    expect(none.batch.timeMs[0]).toBeNaN();
    expect(none.facts.clock).toBeNull();
  });
  it('ticks without a time base count without a time, and a note says so', () => {
    const dump = readDump(ffprobeJson, packet({ pts_time: 'N/A', pts: 3600 }));
    expect(dump.packets[0]).toMatchObject({ pts: null, size: 10 });
    expect(dump.notes.get('ticks_only')).toContain('pts_time');
  });
  it('a prefix that takes digits is noted', () => {
    const dump = readDump(ffprobeJson, packet({ size: '2.000001 Mibyte' }));
    expect(dump.packets[0]?.size).toBe(2_097_153);
    expect(dump.notes.has('rounded_units')).toBe(true);
    expect(readDump(ffprobeJson, packet({ size: '1.836914 Kibyte' })).notes.has('rounded_units')).toBe(false);
  });
  it('an anchor makes wall-clock rows; packet times stay media time', () => {
    const dump = readDump(ffprobeJson, packet({ pts_time: '1.500000', dts_time: '-0.000500' }), {
      startMs: 1_700_000_000_000,
      offsetMs: 10,
    });
    expect(dump.batch.timeMs[0]).toBe(1_700_000_000_009);
    expect((dump.batch.flags[0] as number) & Flag.mediaClock).toBe(0);
    expect(dump.packets[0]).toMatchObject({ pts: 1_500_000, dts: -500 });
    expect(dump.facts.clock).toBe('utc');
  });
  it.each([
    [{ pkt_pts_time: '2.0', best_effort_timestamp_time: '3.0' }, 2_000_000],
    [{ best_effort_timestamp_time: '3.0', pkt_dts_time: '4.0' }, 3_000_000],
    [{ pts_time: 'N/A', pkt_dts_time: '4.0' }, 4_000_000],
    [{ pts_time: '1.0', pkt_pts_time: '2.0' }, 1_000_000],
  ])('frame time of %j', (times, pts) => {
    const text = JSON.stringify({
      frames: [
        {
          media_type: 'video',
          stream_index: 0,
          pkt_size: '9',
          key_frame: 0,
          pkt_duration_time: '0.04',
          ...times,
        },
      ],
    });
    expect(readDump(ffprobeJson, text).packets).toEqual([
      { type: 1, track: '0', pts, dts: null, duration: 40_000, size: 9, key: false },
    ]);
  });
});

describe('damage and escapes of each writer', () => {
  const cut = (name: string, mark: string) => {
    const text = fixture(name);
    return text.slice(0, text.indexOf(mark, text.length / 2) + mark.length);
  };
  it.each([
    ['default', 'mini.packets.default', 'dts_time='],
    ['xml', 'mini.packets.xml', '" dts="'],
    ['flat', 'mini.packets.flat', '.dts_time='],
    ['ini', 'mini.packets.ini', '\ndts_time='],
  ] as const)(
    '%s cut in a packet: the whole ones are used, the cut is told',
    (word: string, name: string, mark: string) => {
      const format = writer(word);
      const dump = readDump(format, cut(name, mark));
      expect(dump.packets.length).toBeGreaterThan(15);
      expect(dump.packets).toEqual(readDump(format, fixture(name)).packets.slice(0, dump.packets.length));
      expect(dump.facts.truncated).toBe(true);
      expect(dump.bad).toEqual([]);
    },
  );

  it('compact: a row cut in its size is bad, not a smaller packet', () => {
    const row = 'packet|codec_type=video|stream_index=0|pts_time=0.000000|size=3499|pos=48|flags=K_';
    const dump = readDump(ffprobeCompact, `${row}\n${row.slice(0, row.indexOf('99|'))}`);
    expect(dump.packets.map((packet) => packet.size)).toEqual([3499]);
    expect(dump.bad).toEqual([
      'flags: expected flags like K__, as the packets before have them, found nothing',
    ]);
  });
  it('flat: the last packet has a fate too', () => {
    const text = (size: string) => `packets.packet.0.codec_type="video"\npackets.packet.0.size="${size}"\n`;
    expect(readDump(ffprobeFlat, text('5')).fates).toEqual({ part: 2, used: 1 });
    expect(readDump(ffprobeFlat, text('x')).fates).toEqual({ part: 2, 'bad.field-type': 1 });
  });
  it('default: a lost closing line costs that packet', () => {
    const one = '[PACKET]\ncodec_type=video\nstream_index=0\nsize=5\n';
    const dump = readDump(ffprobeDefault, `${one}${one}[/PACKET]\n[/PACKET]\n`);
    expect(dump.fates).toEqual({ part: 7, used: 1, 'bad.syntax': 2 });
    expect(dump.batch.line[0]).toBe(5);
  });
  it('default: side data cannot overwrite the packet', () => {
    const text = '[PACKET]\ncodec_type=video\nsize=5\n[SIDE_DATA]\nsize=99\n[/SIDE_DATA]\n[/PACKET]\n';
    expect(readDump(ffprobeDefault, text).packets[0]).toMatchObject({ size: 5, track: 'video' });
  });
  it('a line of another program is skipped', () => {
    const dump = readDump(
      ffprobeDefault,
      'Input #0, mpegts\n[PACKET]\ncodec_type=video\nsize=5\n[/PACKET]\n',
    );
    expect(dump.fates).toEqual({ 'skipped.unknown_line': 1, part: 3, used: 1 });
  });

  const track = (language: string) => [
    [MediaType.audio, '1', 'aac', language, null, null, null, null, null, null],
  ];
  const hard = 'a"b\\c=d#|\n&<';
  it.each([
    [
      'xml',
      `<?xml version="1.0"?>\n<ffprobe>\n<stream index="1" codec_name="aac" codec_type="audio">\n<tag key="language" value="a&quot;b\\c=d#|\n&amp;&#60;"/>\n</stream>\n</ffprobe>\n`,
    ],
    [
      'flat',
      `streams.stream.0.index=1\nstreams.stream.0.codec_name="aac"\nstreams.stream.0.codec_type="audio"\nstreams.stream.0.tags.language="a\\"b\\\\c=d#|\\n&<"\n`,
    ],
    [
      'ini',
      `[streams.stream.0]\nindex=1\ncodec_name=aac\ncodec_type=audio\n\n[streams.stream.0.tags]\nlanguage=a"b\\\\c\\=d\\#|\\n&<\n`,
    ],
    ['compact', `stream|index=1|codec_name=aac|codec_type=audio|tag:language=a"b\\\\c=d#\\|\\n&<\n`],
    [
      'json',
      JSON.stringify({
        streams: [{ index: 1, codec_name: 'aac', codec_type: 'audio', tags: { language: hard } }],
      }),
    ],
    ['csv', `stream,index=1,codec_name=aac,codec_type=audio,"tag:language=a""b\\c=d#|\n&<"\n`],
  ] as const)('%s decodes its escapes', (word: string, text: string) => {
    const format = writer(word);
    expect(readDump(format, text).tracks).toEqual(track(hard));
  });
  it('a program row of compact holds the first stream', () => {
    const dump = readDump(
      ffprobeCompact,
      'program|program_id=1|stream|index=1|codec_name=aac|codec_type=audio\nstream|index=1|codec_name=aac\n',
    );
    expect(dump.tracks).toEqual(track(''));
    expect(dump.fates).toEqual({ used: 1, 'skipped.repeated_stream': 1 });
  });
  it('a bad record of the framing keeps its reason', () => {
    const dump = readRecords(ffprobeCsv, [
      { kind: 'bad', reason: 'csv-quote', column: 3, detail: 'open quote', line: 1, byte: 0, bytes: 9 },
    ]);
    expect(dump.fates).toEqual({ 'bad.csv-quote': 1 });
  });
  it('elements that are no objects are bad, arrays of other names are skipped', () => {
    const dump = readRecords(
      ffprobeJson,
      recordsOf({ kind: 'json', shape: 'object' }, '{"packets":[1,null],"chapters":[{}],"format":{}}'),
    );
    expect(dump.fates).toEqual({ 'bad.json-not-object': 2, 'skipped.section': 2 });
  });
});
