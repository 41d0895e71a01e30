import { adtsFrameBytes, mpegFrameBytes } from './media-audio-frames.ts';
import type { FileBytes } from './media-bytes.ts';
import type { Container } from './media-containers.ts';
import type { ContainerLayout } from './media-layout.ts';
import { plainLayout } from './media-layout.ts';
import { framesLayout } from './media-layout-frames.ts';
import { matroskaLayout } from './media-layout-matroska.ts';
import { mp4Layout } from './media-layout-mp4.ts';
import { oggLayout } from './media-layout-ogg.ts';
import { transportLayout } from './media-layout-ts.ts';
import { waveLayout } from './media-layout-wave.ts';

/**
 * Reads the headers of a media file.
 *
 * @throws what reading the file throws; a damaged file is no error
 */
export async function layoutOf(bytes: FileBytes, container: Container): Promise<ContainerLayout> {
  switch (container.kind) {
    case 'mp4':
      return await mp4Layout(bytes);
    case 'matroska':
      return await matroskaLayout(bytes);
    case 'ts':
      return await transportLayout(bytes, container.start);
    case 'ogg':
      return await oggLayout(bytes);
    case 'adts':
      return await framesLayout(bytes, container.start, adtsFrameBytes, true);
    case 'mp3':
      return await framesLayout(bytes, container.start, mpegFrameBytes, false);
    case 'wav':
      return await waveLayout(bytes);
    default:
      return plainLayout(bytes.size);
  }
}
