import { appendFile, truncate } from 'node:fs/promises';
import { brotliCompressSync, constants, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { opened, readAll, scratchFile, streamEntry } from './scratch.ts';

const EVENTS = Array.from(
  { length: 400 },
  (_, i) => `{"type":"latency","ts":${i + 1},"latency_ms":${i + 1}0}\n`,
);
const LOG = EVENTS.join('');
const HALVES = [EVENTS.slice(0, 200).join(''), EVENTS.slice(200).join('')] as const;
/** LOG as written by `zstd -19` 1.5 (one frame, Huffman and FSE coded, with checksum). */
const ZSTD = Buffer.from(
  [
    'KLUv/WQIRpUdAKpa6AkbgCcppANoxRY6Un+IzEDVPyFk753kZzQxYFInqwCLAJwAc84555xzzjnnnHNOVVVVVVVVVVVVVVEURVEU',
    'RVEURVEURVEUxTGECKGKaOY3lSFjDCFCqCKa+U1FiBhDiBCqiGZ+UwkSxhAihCqimd9USmoMIUKoIpr5TYWExhAihCqimd9URmYM',
    'IUKoIpr5TWV5DCFCqCKa+U1lsjGECKGKaOY3FcUxhAihimjmtwIJiAQAYMADgwMKBgYGCQQoAEFBAAMMDgwQGJCgYIBAm3POOeec',
    'c84555xzzslkMplMJpPJZDKZTCaTyWQy2XA4dDgcDofD4XA4HA6Hw+FQKBQKhUKhUCgUCoVCoVAoFAqDwWAwGAwGg8FgMBgMBoPB',
    'YLAsy7Isy7Isy7Isy7Isy5IkSZIkSZIkSZIkSZIkSXIcx3Ecx3Ecx3Ecx3Ecx3F3d3d3d3d3d3d3Bu4uy7Isy7Isy7Isy7Isy7I8',
    'NjY2NjY2NjY2NjY2NjY2NjY2NiYmJiYWxMTExMTExMTExMTExMTEwsLCwsLCwsLCwsLCwsLCwsLCwsJqtVqtVqvVarVarVar1Wq1',
    'Wo1Go9FoNBqNRqPRaDQajUaj0Waz2Ww2m81ms9lsNpvNZrPZ7L333nvvvffee++997Zt27Zt27Zt27Zt27ZtCwUSEJGRGY/H4/F4',
    'PB6Px+PxeDwej8djsVgsFovFYrFYLBaLxWKxWCwOh8PhcPhwOBwOh8PhcDgcDtd1Xdd1Xdd1Xdd1Xdd1XdM0TdM0TdM0TdM0TdM0',
    'Tc/zPM/zPM/zPM/zPM/zPP/////////////vvffee++999577723u7u7u7u7u7sHgyCoIujwtX8HoleSyjkiCIwgcASdEKwQRPgD',
    '4sUui8VgxxVd6SPsx26zkNT54lfDYtCzibWrR0DVWk8Wn8gGK559GgUdn1haWxZarDGiEkCkGHviq8ExaNPEttVDoGqbJxtPpIYV',
    'nz4dgQ5fLF0tKyrW6HqIt9uCH4LHX1x7vZQqsnj6sQhtfKGp0zXI1MWbRaOiaxWnR09Ay1OfGrlnrfNpM8WsXT4oU8mayMcxrbG2',
    '+CSmDGuET8E0sNbv0Zfq1eAtuJv+W9vvul9m3usUs6GTwTWBwZSo5QXo3q1n5uuGsU0jybwVGp1GLWNCT5A7Z2x7lVtCy44AwWxV',
    'KWWGTsL5M4Yto8on0G2fCeaGE2aTRrLZD/3C2THOM5oxzpgmGWZMk8wmDJMI093CbeIASKKpoxX21L0f',
  ].join(''),
  'base64',
);

interface Run {
  readonly byte: number;
  readonly times: number;
}

/** A zstd frame of blocks that are not entropy coded: bytes as they are, or one byte many times (RFC 8878, 3.1.1). */
function zstdFrame(blocks: readonly (Uint8Array | Run)[]): Buffer {
  const parts = blocks.map((block, i) => {
    const isRun = 'times' in block;
    const size = isRun ? block.times : block.length;
    const head = (size << 3) | (isRun ? 2 : 0) | Number(i === blocks.length - 1);
    const content = isRun ? Buffer.of(block.byte) : block;
    return Buffer.concat([Buffer.of(head & 255, (head >> 8) & 255, head >> 16), content]);
  });
  // No checksum, no content size, a window of 1 MiB (exponent 10).
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 10 << 3]), ...parts]);
}

const SKIPPABLE = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

/** A gzip member with every optional header field. */
function gzipWithHeader(text: string): Buffer {
  const plain = gzipSync(text);
  const header = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 0x1f, 0, 0, 0, 0, 0, 3, 4, 0]),
    Buffer.from('extrname\0comment\0'),
    Buffer.from([0, 0]),
  ]);
  return Buffer.concat([header, plain.subarray(10)]);
}

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at);
  return copy;
}

describe('compressed input', () => {
  const gz = gzipSync(LOG);
  const members = Buffer.concat(HALVES.map((half) => gzipSync(half)));
  const brotli = brotliCompressSync(LOG);
  it.each([
    { name: 'plain', bytes: Buffer.from(LOG), as: 'none' },
    { name: 'gzip', bytes: gz, as: 'gzip' },
    { name: 'gzip of two members', bytes: members, as: 'gzip' },
    {
      name: 'gzip of 300 members',
      bytes: Buffer.concat(
        EVENTS.slice(0, 300)
          .map((e) => gzipSync(e))
          .concat(gzipSync(EVENTS.slice(300).join(''))),
      ),
      as: 'gzip',
    },
    { name: 'gzip with a full header', bytes: gzipWithHeader(LOG), as: 'gzip' },
    { name: 'gzip padded with zeros', bytes: Buffer.concat([gz, Buffer.alloc(700)]), as: 'gzip' },
    { name: 'zstd', bytes: ZSTD, as: 'zstd' },
    {
      name: 'zstd of several frames',
      bytes: Buffer.concat([
        SKIPPABLE,
        zstdFrame([Buffer.from(HALVES[0])]),
        SKIPPABLE,
        zstdFrame([Buffer.from(HALVES[1].slice(0, 9)), Buffer.from(HALVES[1].slice(9))]),
      ]),
      as: 'zstd',
    },
    { name: 'brotli', bytes: brotli, as: 'brotli' },
  ])('$name is the same log, from a file and from a pipe', async ({ bytes, as }) => {
    const file = `log.ndjson${as === 'brotli' ? '.br' : ''}`;
    const expected = { text: LOG, damage: null, compression: as };
    expect(await readAll(await scratchFile(file, bytes))).toEqual(expected);
    for (const chunk of [1, 7, 1000])
      expect(await readAll(streamEntry(bytes, chunk, file))).toEqual(expected);
  });

  it.each([
    { name: 'gzip cut in the data', bytes: gz.subarray(0, gz.length / 2), damage: 'truncated' },
    { name: 'gzip cut in the checksum', bytes: gz.subarray(0, -3), damage: 'truncated', whole: true },
    {
      name: 'gzip cut in the second header',
      bytes: Buffer.concat([gz, gz.subarray(0, 5)]),
      damage: 'truncated',
      whole: true,
    },
    { name: 'gzip cut in the second member', bytes: members.subarray(0, -30), damage: 'truncated' },
    { name: 'gzip with a wrong checksum', bytes: flip(gz, gz.length - 6), damage: 'corrupt', whole: true },
    { name: 'gzip with a wrong size', bytes: flip(gz, gz.length - 1), damage: 'corrupt', whole: true },
    {
      name: 'gzip with junk behind it',
      bytes: Buffer.concat([gz, Buffer.from('junk')]),
      damage: 'junk',
      whole: true,
    },
    {
      name: 'gzip with junk behind padding',
      bytes: Buffer.concat([gz, Buffer.alloc(9), Buffer.from('x')]),
      damage: 'junk',
      whole: true,
    },
    {
      name: 'zstd cut in a block',
      bytes: ZSTD.subarray(0, ZSTD.length / 2),
      damage: 'truncated',
      none: true,
    },
    {
      name: 'zstd cut in the second frame',
      bytes: Buffer.concat([zstdFrame([Buffer.from(LOG)]), ZSTD.subarray(0, 40)]),
      damage: 'truncated',
      whole: true,
    },
    { name: 'zstd cut in the checksum', bytes: ZSTD.subarray(0, -2), damage: 'truncated', whole: true },
    {
      name: 'zstd with junk behind it',
      bytes: Buffer.concat([ZSTD, Buffer.from('junk')]),
      damage: 'junk',
      whole: true,
    },
    {
      name: 'zstd with a reserved block',
      bytes: Buffer.concat([zstdFrame([Buffer.from(LOG)]).subarray(0, 6), Buffer.of(7, 0, 0)]),
      damage: 'corrupt',
      none: true,
    },
    { name: 'brotli cut short', bytes: brotli.subarray(0, -5), damage: 'truncated', br: true },
    {
      name: 'brotli with junk behind it',
      bytes: Buffer.concat([brotli, Buffer.from('junk')]),
      damage: 'junk',
      whole: true,
      br: true,
    },
    { name: 'text that is no brotli', bytes: Buffer.from(LOG), damage: 'corrupt', none: true, br: true },
  ])('$name is damaged and keeps what was good', async ({ bytes, damage, whole, none, br }) => {
    const file = br === true ? 'x.br' : 'x';
    for (const entry of [await scratchFile(file, bytes), streamEntry(bytes, 11, file)]) {
      const got = await readAll(entry);
      expect(got.damage).toBe(damage);
      expect(LOG.startsWith(got.text)).toBe(true);
      if (whole === true) expect(got.text).toBe(LOG);
      else if (none === true) expect(got.text).toBe('');
      else expect(got.text.length).toBeGreaterThan(1000);
    }
  });

  it('keeps what lies before corrupt data, and other members whose checksum is right', async () => {
    // Stored blocks: a byte that is changed makes no invalid code, so only the checksum can tell.
    const stored = gzipSync(HALVES[0], { level: 0 });
    const got = await readAll(streamEntry(Buffer.concat([flip(stored, 100), gzipSync(HALVES[1])]), 1000));
    expect(got.damage).toBe('corrupt');
    expect(got.text.length).toBe(LOG.length);
    expect(got.text.endsWith(HALVES[1])).toBe(true);
    // An invalid block type: everything before its piece is there.
    const long = LOG.repeat(50);
    const raw = deflateRawSync(long, { finishFlush: constants.Z_SYNC_FLUSH });
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    const broken = Buffer.concat([header, raw, Buffer.of(7)]);
    const most = await readAll(streamEntry(broken, 65_536));
    expect(most.damage).toBe('corrupt');
    expect(most.text.length).toBeGreaterThan(0.8 * long.length);
    expect(long.startsWith(most.text)).toBe(true);
  });

  it.each([
    { name: 'gzip', bytes: gzipSync(Buffer.alloc(300 << 20)) },
    { name: 'zstd', bytes: zstdFrame(Array.from({ length: 2400 }, () => ({ byte: 0x61, times: 1 << 17 }))) },
  ])(
    'a $name bomb is stopped',
    async ({ bytes }) => {
      const input = await opened(streamEntry(bytes, 65_536));
      let total = 0;
      for await (const chunk of input.chunks()) total += chunk.length;
      expect(input.damage?.kind).toBe('expansion');
      expect(total).toBeLessThanOrEqual(257 << 20);
      await input.close();
    },
    30_000,
  );

  it('refuses a zstd window of 2 GiB before it is allocated', async () => {
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 21 << 3, 1, 0, 0]);
    expect(await readAll(streamEntry(frame, 100))).toEqual({
      text: '',
      damage: 'expansion',
      compression: 'zstd',
    });
  });
});

describe('encodings', () => {
  const text = '{"name":"Zürich 東京 😀"}\r\n{"name":"b"}\n';
  const utf8 = Buffer.from(text).toString('latin1');
  const le = Buffer.from(text, 'utf16le');
  const be = Buffer.from(le).swap16();
  it.each([
    { name: 'UTF-8', bytes: Buffer.from(text), mark: 0 },
    { name: 'UTF-8 with a mark', bytes: Buffer.from(`\ufeff${text}`), mark: 3 },
    { name: 'UTF-16LE with a mark', bytes: Buffer.concat([Buffer.of(0xff, 0xfe), le]), mark: 0 },
    { name: 'UTF-16BE with a mark', bytes: Buffer.concat([Buffer.of(0xfe, 0xff), be]), mark: 0 },
    { name: 'UTF-16LE in gzip', bytes: gzipSync(Buffer.concat([Buffer.of(0xff, 0xfe), le])), mark: 0 },
  ])('$name gives the same bytes', async ({ bytes, mark }) => {
    for (const chunk of [1, 2, 3, 5, 1000])
      expect((await readAll(streamEntry(bytes, chunk))).text).toBe(utf8);
    const input = await opened(streamEntry(bytes, 1000));
    expect(input.markBytes).toBe(mark);
    expect(input.sample.text).toBe(text);
    await input.close();
  });

  it('keeps long UTF-16 whole across every chunk border', async () => {
    const long = text.repeat(300);
    const bytes = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(long, 'utf16le')]);
    for (const chunk of [999, 4097]) {
      expect((await readAll(streamEntry(bytes, chunk))).text).toBe(Buffer.from(long).toString('latin1'));
    }
  });

  it('makes half a surrogate pair and half a unit invalid UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.of(0xff, 0xfe),
      Buffer.from('abcd\ud83dx\ud83d', 'utf16le'),
      Buffer.of(0x41),
    ]);
    for (const chunk of [1, 2, 1000])
      expect((await readAll(streamEntry(bytes, chunk))).text).toBe('abcd\xffx\xff\xff');
  });

  it.each(['utf16le', 'utf16be'])('%s without a mark is a problem with a hint', async (name) => {
    const bytes = Buffer.from(LOG, 'utf16le');
    if (name === 'utf16be') bytes.swap16();
    await expect(opened(streamEntry(bytes, 1000))).rejects.toThrow(/byte order mark.*iconv/);
  });

  it.each([
    {
      name: 'MPEG audio that starts like UTF-16',
      bytes: Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.alloc(500, 0x92)]),
    },
    { name: 'binary data', bytes: Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 7919) % 256)) },
    { name: 'zeros', bytes: Buffer.alloc(2000) },
  ])('$name stays as it is and shows no text', async ({ bytes }) => {
    const input = await opened(streamEntry(bytes, 1000));
    expect(input.sample.text).toBe('');
    expect(Buffer.compare(input.sample.bytes, bytes)).toBe(0);
    await input.close();
    expect((await readAll(streamEntry(bytes, 1000))).text).toBe(bytes.toString('latin1'));
  });
});

describe('openInput', () => {
  it('reads into memory that was given back, but never over its sample', async () => {
    const bytes = Buffer.from(Array.from({ length: 9 << 20 }, (_, at) => 32 + ((at * 31 + (at >> 12)) % 90)));
    for (const entry of [await scratchFile('a', bytes), streamEntry(bytes, 700_000)]) {
      const input = await opened(entry);
      const sample = Buffer.from(input.sample.bytes);
      const places = new Set<ArrayBufferLike>();
      const parts: Buffer[] = [];
      for await (const chunk of input.chunks()) {
        parts.push(Buffer.from(chunk));
        places.add(chunk.buffer);
        input.giveBack(chunk);
      }
      expect(Buffer.concat(parts).equals(bytes)).toBe(true);
      expect(sample.equals(input.sample.bytes)).toBe(true);
      // The sample, one that is read and one that is read ahead.
      if (entry.path !== null) expect(places.size).toBe(3);
      await input.close();
    }
  });

  it('shows the first twenty whole lines and hands out all bytes', async () => {
    const text = `\n  \n${LOG}{"cut":`;
    const input = await opened(await scratchFile('night.ndjson', text));
    expect(input.sample.name).toBe('night.ndjson');
    expect(input.sample.lines).toEqual(EVENTS.slice(0, 20).map((line) => line.trimEnd()));
    expect(input.sample.whole).toBe(true);
    expect([input.size, input.seekable, input.compression]).toEqual([text.length, true, 'none']);
    const parts: Uint8Array[] = [];
    for await (const chunk of input.chunks()) parts.push(chunk);
    expect(Buffer.concat(parts).toString()).toBe(text);
    expect(input.bytesRead()).toBe(text.length);
    await input.close();
  });

  it('leaves a line and a character cut by the end of the sample out', async () => {
    const long = `first\nx${'é'.repeat(1 << 20)}`;
    for (const entry of [await scratchFile('a', long), streamEntry(long, 1001)]) {
      const input = await opened(entry);
      expect(input.sample.lines).toEqual(['first']);
      expect([input.sample.bytes.length, input.sample.whole]).toEqual([1 << 20, false]);
      expect(input.sample.text.endsWith('é')).toBe(true);
      const parts: Uint8Array[] = [];
      for await (const chunk of input.chunks()) parts.push(chunk);
      expect(Buffer.concat(parts).toString()).toBe(long);
      await input.close();
    }
  });

  it('strips the suffix of a compression from the name', async () => {
    const input = await opened(await scratchFile('night.csv.gz', gzipSync('a,b\n')));
    expect(input.sample.name).toBe('night.csv');
    expect(input.random).toBeNull();
    expect(input.seekable).toBe(true);
    await input.close();
  });

  it('gives a file again from the start when it is opened again', async () => {
    const entry = await scratchFile('a', gzipSync(LOG));
    expect(await readAll(entry)).toEqual(await readAll(entry));
  });

  it('gives random access to plain files only', async () => {
    const input = await opened(await scratchFile('a.mp4', '0123456789'));
    expect(input.random?.size).toBe(10);
    expect(Buffer.from((await input.random?.read(3, 6)) ?? []).toString()).toBe('345');
    expect(Buffer.from((await input.random?.read(8, 99)) ?? []).toString()).toBe('89');
    await input.close();
    const pipe = await opened(streamEntry('abc', 1));
    expect([pipe.random, pipe.seekable, pipe.size]).toEqual([null, false, null]);
    await pipe.close();
  });

  it.each([
    { name: 'written to', change: (path: string) => appendFile(path, 'x') },
    { name: 'cut', change: (path: string) => truncate(path, 3 << 20) },
  ])(
    'says that a file was $name while it was read, and never reads beyond its old size',
    async ({ change }) => {
      const entry = await scratchFile('a', Buffer.alloc(5 << 20, 0x61));
      const input = await opened(entry);
      await change(entry.path ?? '');
      let total = 0;
      for await (const chunk of input.chunks()) total += chunk.length;
      expect(input.damage?.kind).toBe('changed');
      expect(total).toBeLessThanOrEqual(5 << 20);
      await input.close();
    },
  );

  it('reports a stream that fails as damage and keeps what came', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(LOG);
      throw Object.assign(new Error('broken'), { code: 'EIO' });
    }
    const got = await readAll({ name: '-', path: null, fromDirectory: false, stream: failing() });
    expect(got).toMatchObject({ text: LOG, damage: 'unreadable' });
  });

  it('gives no content for an empty input', async () => {
    const input = await opened(streamEntry('', 1));
    expect(input.sample).toMatchObject({ text: '', lines: [], whole: true });
    await input.close();
    expect(await readAll(streamEntry('', 1))).toMatchObject({ text: '', damage: null });
  });

  it('can be closed before it is read', async () => {
    const input = await opened(await scratchFile('a', gzipSync(LOG.repeat(500))));
    await input.close();
    const half = await opened(await scratchFile('b', LOG.repeat(500)));
    for await (const chunk of half.chunks()) if (chunk.length > 0) break;
    await half.close();
  });

  it.each([
    { name: 'no such file', path: '/no/such/file', message: 'no such file or directory' },
    { name: 'a directory', path: '/', message: 'is a directory' },
  ])('$name is a problem', async ({ path, message }) => {
    await expect(opened({ name: 'x', path, fromDirectory: false })).rejects.toThrow(`x: ${message}`);
  });
});
