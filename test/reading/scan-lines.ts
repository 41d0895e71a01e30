/** Lines of NDJSON for the comparison of lanes: plain ones that the scanner must take, and everything else. */
import fc from 'fast-check';

/** Beginnings of a log, by what its times are. Each settles the clock and shows every track of the plain lines, and more. */
export const HEADS = {
  rfc3339: headOf('"2026-01-01T00:00:00Z"'),
  seconds: headOf('1767225600.25'),
  milliseconds: headOf('1767225600250'),
  microseconds: headOf('1767225600250125'),
  nanoseconds: headOf('1767225600250125125'),
  'ms since the start': headOf('250'),
  's since the start': headOf('0.25'),
} as const;

/** Rows of a head. The reader makes them: what the scanner may know of the clock and the tracks it learns from them. */
export const HEAD_ROWS = 14;

function headOf(ts: string): string {
  const packets = ['', '"stream_id":"main",'].flatMap((stream) =>
    ['video', 'audio', 'metadata'].flatMap((type) =>
      ['', '"track":"0",'].map(
        (track) => `{"type":"packet","ts":${ts},${stream}${track}"media_type":"${type}","size":1,"pts":0}\n`,
      ),
    ),
  );
  return (
    packets.join('') +
    `{"type":"join","ts":${ts},"viewer_id":"v1","session_id":"s1"}\n{"type":"error","ts":${ts},"code":"e"}\n`
  );
}

const at = '"ts":"2026-01-01T00:00:01.250Z"';

/** One or more of every kind, as programs write them. */
export const PLAIN_LINES: readonly string[] = [
  `{"type":"join",${at},"viewer_id":"v1","session_id":"s1","stream_id":"main","state":"playing","quality":"720p","bitrate":3000000,"location":"DE"}`,
  `{"type":"packet",${at},"stream_id":"main","media_type":"video","track":"0","pts":40,"dts":0.5,"duration":40,"size":4000,"keyframe":true,"sequence":7}`,
  `{"type":"packet",${at},"stream_id":"main","media_type":"video","track":"0","pts":-40,"size":4000,"keyframe":false}`,
  `{"type":"heartbeat",${at},"viewer_id":"v1","session_id":"s1","bitrate":3e6,"buffer_ms":1200.5,"latency_ms":3000,"dropped_frames":2,"position_ms":-1.5,"throughput":4.5e6,"quality":"720p"}`,
  `{"type":"rebuffer",${at},"viewer_id":"v1","session_id":"s1","duration_ms":420}`,
  `{"type":"quality",${at},"viewer_id":"v1","quality":"1080p","bitrate":5000000}`,
  `{"type":"startup",${at},"viewer_id":"v1","startup_ms":1234.5}`,
  `{"type":"latency",${at},"latency_ms":2500}`,
  `{"type":"state",${at},"viewer_id":"v1","state":"paused"}`,
  `{"type":"rebuffer_start",${at},"viewer_id":"v1","state":7}`,
  `{"type":"rebuffer_end",${at},"session_id":"s1"}`,
  `{"type":"error",${at},"viewer_id":"v1","code":"net-3","fatal":true,"message":"could not \\"load\\" \\u00e9 \\ud83d\\ude00"}`,
  `{"type":"request",${at},"status":200,"cache_status":"HIT","cdn":"cloudflare","bytes":84094,"ttfb_ms":129,"duration_ms":1200,"edge":"nrt1","url":"/live/seg-1.m4s?token=x#y"}`,
  `{"type":"request",${at},"status":503,"cache_status":"Error","aborted":"true","url":"?x"}`,
  `{"type":"totals",${at},"viewer_id":"v1","startup_ms":1,"rebuffer_count":2,"rebuffer_ms":3,"play_ms":4,"watched_ms":5,"avg_bitrate":6.5,"dropped_frames":7}`,
  `{"type":"transport",${at},"packets_received":100,"packets_lost":1,"packets_recovered":1,"packets_dropped":0,"packets_retransmitted":2,"rtt_ms":20.25,"jitter_ms":3}`,
  `{"type":"leave",${at},"viewer_id":"v1","session_id":"s1","reason":"ended"}`,
  `{"Event":"Viewer-Join","timestamp":"2026-01-01 00:00:01+02:00","Viewer":12345,"sessionId":"Ünï-東京-😀","extra":{"a":[1,{"b":null}]},"os":"x"}`,
  `{ "type" : "join" , ${at} , "viewer_id" : "v2" , "event_id" : "0123456789abcdef0123" , "location" : null , "device" : "" }`,
  `{"viewer_id":"v3","ts":"2026-01-01T00:00:01","type":"join","event_id":"é😀"}`,
  ...'preloading,starting,playing,seeking,rebuffering,paused,waiting,ended,failed,quit'
    .split(',')
    .map(
      (state) =>
        `{"type":"state",${at},"viewer_id":"v1","state":"${state}","quality":"${state}","bitrate":1}`,
    ),
  ...'video,audio,metadata'
    .split(',')
    .map(
      (type) =>
        `{"type":"packet",${at},"media_type":"${type}","track":"0","pts":1,"bytes":5,"variant_id":"${type}"}`,
    ),
  ...'ended,failed,quit'
    .split(',')
    .map((reason) => `{"type":"leave",${at},"session_id":"s1","reason":"${reason}"}`),
  ...'HIT,MISS,EXPIRED,STALE,REVALIDATED,PASS,SYNTH,DENIED,ERROR,whatever'
    .split(',')
    .map(
      (word) => `{"type":"request",${at},"cache_status":"${word}","status":200,"cdn":"akamai","aborted":1}`,
    ),
  `{"type":"nobody knows",${at},"x":1}`,
];

export const numberText = fc.oneof(
  fc.constantFrom(
    ...'0,-0,1,-1,7,10,0.5,1.5,2.5,-0.5,-1.5,0.1,1e3,1E+3,1e-3,1.0,1.50,1e400,-1e400,1e22,1e23,5e-324,4.35,1.005'.split(
      ',',
    ),
    ...'0.49999999999999994,0.30000000000000004,999999999999999.5,123456789012345,1234567890123456,200,404,999,1000'.split(
      ',',
    ),
    ...'9007199254740991,9007199254740992,9007199254740993,12345678901234567890,-1234567890123456,00,01,-,1.,.5,1e'.split(
      ',',
    ),
    ...'-0.0,0e5,12345678,123456789,1234567890123456.5,0.000000000000000000001,100000000000000000000000,+1,1_0'.split(
      ',',
    ),
    ...'1767225601,1767225601.5,1767225601250,1767225601250125,1767225601250125999,631151999999,4133980800000'.split(
      ',',
    ),
    ...'250.5,999999999,1000000000,9007199254741,9007199254740.991,9007199254740.9925'.split(','),
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.maxSafeInteger().map(String),
  fc.tuple(fc.nat(100_000), fc.nat(999)).map(([whole, part]) => `${whole}.${part}`),
);

export const timeText = fc.oneof(
  fc.constantFrom(
    ...'2026-01-01T00:00:01Z,2026-01-01T00:00:01.5Z,2026-01-01T00:00:01.2345Z,2026-01-01T00:00:01.9999995Z'.split(
      ',',
    ),
    ...'2026-01-01T00:00:01.1234564Z,2026-01-01T00:00:01.1234565+01:00,2026-01-01T00:00:01-0330,2026-01-01t00:00:01z'.split(
      ',',
    ),
    ...'2026-01-01 00:00:01,2026-01-01T00:00:01,2026-06-30T23:59:60Z,2026-06-30T23:58:60Z,2024-02-29T12:00:00Z'.split(
      ',',
    ),
    ...'2023-02-29T12:00:00Z,2100-02-29T12:00:00Z,1989-12-31T23:59:59Z,1990-01-01T00:30:00+01:00,2100-12-31T23:59:59Z'.split(
      ',',
    ),
    ...'2101-01-01T00:30:00+01:00,2026-13-01T00:00:00Z,2026-00-01T00:00:00Z,2026-01-00T00:00:00Z,2026-04-31T00:00:00Z'.split(
      ',',
    ),
    ...'2026-01-01T24:00:00Z,2026-01-01T00:60:00Z,2026-01-01T00:00:01.Z,2026-01-01T00:00:01+24:00,2026-01-01T00:00'.split(
      ',',
    ),
    ...'2026-01-01T00:00:01X,2026-01-01T00:00:01 Z,2026/01/01T00:00:01Z,1767225601,1767225601.25,yesterday,12345'.split(
      ',',
    ),
    ...'2026-03-29T02:30:00,2026-10-25T02:30:00,2026-01-01T00:00:0aZ,2o26-01-01T00:00:01Z,2026-01-01T00:00:01Zz'.split(
      ',',
    ),
  ),
  fc
    .date({ min: new Date('1989-12-30'), max: new Date('2101-01-02'), noInvalidDate: true })
    .map((d) => d.toISOString()),
);

export const anyText = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'main',
    '720p',
    'HIT',
    'TCP_MISS/200',
    'hit; ttl=-1',
    'Error',
    'true',
    'FALSE',
    '1',
    '0',
    'ended',
  ),
  fc.constantFrom(
    'x'.repeat(15),
    'x'.repeat(16),
    'x'.repeat(17),
    'x'.repeat(32),
    'y'.repeat(256),
    'y'.repeat(257),
  ),
  fc.constantFrom(
    'é'.repeat(128),
    'é'.repeat(129),
    'z'.repeat(4096),
    'z'.repeat(4097),
    '/a?b#c',
    '/a#b?c',
    '#',
    'a\u0000b',
  ),
  fc.constantFrom(
    'playing',
    'Play-Ing',
    'rebuffering',
    'video',
    'AUDIO',
    'quit',
    'nowhere',
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  numberText,
);

/** The text in quotes, spelled in one of several ways. */
const quoted = fc
  .tuple(anyText, fc.nat(5))
  .map(([text, way]) =>
    way === 0
      ? `"${Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`
      : way === 1
        ? JSON.stringify(text).replaceAll('/', '\\/')
        : JSON.stringify(text),
  );

const value: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: quoted },
  { weight: 3, arbitrary: numberText },
  fc.constantFrom(
    'true',
    'false',
    'null',
    '""',
    '{}',
    '[]',
    '{"a":1}',
    '[1,2]',
    '{"a":{"b":[]}}',
    'tru',
    '[1,]',
    '{"a" 1}',
  ),
  fc.constantFrom(
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\x"',
    '"\\u12"',
    '[ ]',
    '{ }',
    `${'['.repeat(70)}${']'.repeat(70)}`,
  ),
  fc.json({ maxDepth: 3 }),
);

export const names = (
  'type,event,kind,ts,timestamp,time,@timestamp,viewer_id,viewer,session_id,stream_id,event_id,location,user_agent,device,' +
  'os,player,app_version,isp,cdn,edge,content_id,tags,tags.a,quality,bitrate,state,reason,media_type,size,bytes,pts,dts,' +
  'duration,keyframe,key,sequence,track,variant_id,duration_ms,startup_ms,latency_ms,buffer_ms,dropped_frames,' +
  'position_ms,throughput,code,fatal,status,cache_status,ttfb_ms,url,aborted,rebuffer_count,rebuffer_ms,play_ms,' +
  'watched_ms,avg_bitrate,packets_received,packets_lost,packets_recovered,packets_dropped,packets_retransmitted,rtt_ms,jitter_ms'
).split(',');

const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...names) },
  { weight: 2, arbitrary: fc.constantFrom(...names).map((name) => name.replaceAll('_', '-').toUpperCase()) },
  fc.constantFrom(
    'message',
    'x',
    '',
    '__proto__',
    'a key of more than thirty-two bytes, which is long',
    'ключ',
    '7',
    'Kind',
  ),
  fc.string({ maxLength: 12 }),
);

export const typeWord = fc.constantFrom(
  ...'packet,join,viewer_join,leave,state,rebuffer_start,rebuffer_end,rebuffer,stall,quality,startup,latency,heartbeat'.split(
    ',',
  ),
  ...'error,request,cdn_request,totals,transport,Viewer-Leave,nothing'.split(','),
);

const blank = fc.constantFrom('', '', '', '', '', '', ' ', '\t', '  ', '\r', '\n');

/** A record of anything: mostly valid JSON, mostly not an event that can be used. */
export const anyLine: fc.Arbitrary<string> = fc
  .tuple(
    typeWord,
    fc.oneof(
      { weight: 5, arbitrary: timeText.map((text) => JSON.stringify(text)) },
      { weight: 1, arbitrary: numberText },
    ),
    fc.array(fc.tuple(key, value), { maxLength: 9 }),
    fc.nat(6),
    blank,
    fc.constantFrom('', '', '', '', '', 'x', '{}', ',', ' {"type":"error","ts":"2026-01-01T00:00:01Z"}', '}'),
  )
  .map(([type, ts, members, order, space, behind]) => {
    const all: [string, string][] = [
      ['type', JSON.stringify(type)],
      ['ts', ts],
      ['viewer_id', '"v1"'],
      ...members,
    ];
    if (order === 0) all.reverse();
    if (order === 1) all.push(...all.splice(0, 1));
    if (order === 2) all.splice(2, 1);
    const text = all.map(([name, own]) => `${JSON.stringify(name)}:${space}${own}`).join(`${space},`);
    return `{${text}${space}}${behind}`;
  });

/** A record that the scanner must take, in another order and with members that mean nothing. */
export const plainLine: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...PLAIN_LINES),
    fc.infiniteStream(fc.nat()),
    fc.array(
      fc.tuple(
        fc.stringMatching(/^[a-zA-Zé_ ]{0,40}$/).map((name) => `x_${name}`),
        fc.json({ maxDepth: 2 }),
      ),
      { maxLength: 3 },
    ),
    fc.constantFrom('', '', '', ' '),
    fc.boolean(),
  )
  .map(([line, random, members, space, shuffled]) => {
    const pairs: [string, string][] = Object.entries(JSON.parse(line) as object).map(([name, own]) => [
      name,
      JSON.stringify(own),
    ]);
    const names = new Set(pairs.map(([name]) => name));
    // Without some of its members it may be another row, or none.
    if (shuffled) for (let n = 0; n < 2; n++) pairs.splice((random.next().value as number) % 12, 1);
    for (const [name, own] of members) if (!names.has(name)) pairs.push([name, own]);
    if (shuffled) {
      for (let at = pairs.length - 1; at > 0; at--) {
        const other = (random.next().value as number) % (at + 1);
        [pairs[at], pairs[other]] = [pairs[other] as [string, string], pairs[at] as [string, string]];
      }
    }
    return `{${pairs.map(([name, own]) => `${JSON.stringify(name)}:${space}${own}`).join(`,${space}`)}}`;
  });

/** Changes a few bytes of a text: other bytes, fewer, more, an end. */
export const mutated: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc
  .array(
    fc.tuple(
      fc.nat(),
      fc.nat(3),
      fc.constantFrom(0, 0x22, 0x5c, 0x0a, 0x0d, 0x7b, 0x7d, 0x2c, 0x30, 0x80, 0xc3, 0xff),
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((changes) => (bytes) => {
    let changed = bytes;
    for (const [where, what, byte] of changes) {
      const at = changed.length === 0 ? 0 : where % changed.length;
      const behind = changed.subarray(what === 1 ? at : at + 1);
      if (what === 3) changed = changed.subarray(0, Math.max(at, changed.length - 200));
      else if (what === 2) changed = Buffer.concat([changed.subarray(0, at), behind]);
      else changed = Buffer.concat([changed.subarray(0, at), Buffer.of(byte), behind]);
    }
    return changed;
  });
