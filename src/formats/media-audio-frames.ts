/** Bytes of the ADTS frame here (ISO/IEC 13818-7); 0 when there is none. */
export function adtsFrameBytes(view: DataView, at: number): number {
  if (at + 7 > view.byteLength || (view.getUint16(at) & 0xfff6) !== 0xfff0) return 0;
  const length = ((view.getUint32(at + 3) >> 13) & 0x1fff) >>> 0;
  return length >= 7 ? length : 0;
}

const KBPS_MPEG1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBPS_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const HZ_MPEG1 = [44_100, 48_000, 32_000];

/** Bytes of the MPEG audio layer III frame here (ISO/IEC 11172-3, 13818-3, and 2.5); 0 when there is none. */
export function mpegFrameBytes(view: DataView, at: number): number {
  if (at + 4 > view.byteLength) return 0;
  const header = view.getUint32(at);
  const version = (header >>> 19) & 3;
  const isLayer3 = ((header >>> 17) & 3) === 1;
  const rate = HZ_MPEG1[(header >>> 10) & 3];
  const kbps = (version === 3 ? KBPS_MPEG1 : KBPS_MPEG2)[(header >>> 12) & 15];
  if (header >>> 21 !== 0x7ff || version === 1 || !isLayer3 || rate === undefined || !kbps) return 0;
  const hz = version === 3 ? rate : version === 2 ? rate / 2 : rate / 4;
  const padding = (header >>> 9) & 1;
  return Math.floor(((version === 3 ? 144 : 72) * kbps * 1000) / hz) + padding;
}
