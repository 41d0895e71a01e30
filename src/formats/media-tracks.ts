import type { InputTrack } from 'mediabunny';
import { codecWord } from './media-codecs.ts';
import type { ContainerStream } from './media-layout.ts';

/** What a media file says about one of its tracks; numbers are NaN where it does not. */
export interface MediaTrack {
  readonly isVideo: boolean;
  /** ffprobe's stream index. */
  readonly index: number;
  readonly codec: string;
  readonly language: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitrateBps: number;
}

/**
 * What the headers say about a track.
 *
 * @param stream - the same track as the container lists it, where that is known
 * @throws when the headers cannot be read
 */
export async function describe(
  track: InputTrack,
  index: number,
  stream: ContainerStream | undefined,
): Promise<MediaTrack> {
  const codec = await track.getCodec();
  const word = await track.getInternalCodecId();
  const language = await track.getLanguageCode();
  const bitrate = await track.getAverageBitrate();
  const isVideo = track.isVideoTrack();
  const isAudio = track.isAudioTrack();
  return {
    isVideo,
    index,
    codec: codecWord(codec, typeof word === 'string' ? word : (stream?.word ?? '')),
    language: known(stream?.language ?? '') || known(language),
    bitrateBps: bitrate ?? Number.NaN,
    width: isVideo ? await track.getCodedWidth() : Number.NaN,
    height: isVideo ? await track.getCodedHeight() : Number.NaN,
    frameRate: isVideo ? (stream?.frameRate ?? Number.NaN) : Number.NaN,
    sampleRate: isAudio ? await track.getSampleRate() : Number.NaN,
    channels: isAudio ? await track.getNumberOfChannels() : Number.NaN,
  };
}

/** `und` (ISO 639-2: undetermined) says nothing; nor does what is no language code. */
function known(language: string): string {
  return language !== 'und' && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(language) ? language : '';
}
