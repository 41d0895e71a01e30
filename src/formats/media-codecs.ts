/** ffprobe's word for a codec where it differs from the demuxer's, so that a report of the file equals one of its dump. */
const FFPROBE_WORDS = new Map<string, string>([
  ['avc', 'h264'],
  ['ulaw', 'pcm_mulaw'],
  ['alaw', 'pcm_alaw'],
]);

/**
 * The codec as ffprobe names it.
 *
 * @param codec - the demuxer's word, null for a codec it does not know
 * @param word - the container's own word, used then: a sample entry (`mp4v`) or a Matroska codec id
 * @returns '' when neither says anything that can be printed
 */
export function codecWord(codec: string | null, word: string): string {
  if (codec === null) return word.replace(/[^\x21-\x7e]/g, '').slice(0, 32);
  const pcm = /^pcm-([a-z]\d+)(be)?$/.exec(codec);
  if (pcm !== null) {
    // One byte has no order.
    const order = pcm[1] === 'u8' || pcm[1] === 's8' ? '' : (pcm[2] ?? 'le');
    return `pcm_${pcm[1]}${order}`;
  }
  return FFPROBE_WORDS.get(codec) ?? codec;
}
