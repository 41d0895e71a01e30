import { createReadStream, type Stats } from 'node:fs';

interface KnownFile {
  readonly path: string;
  /** SHA-256 of the content; null until a file of the same size makes it worth reading. */
  hash: string | null;
}

/**
 * Knows a file when it is met again: by device and inode, or, for a copy, by size and SHA-256. Content is read only
 * when two files have the same size, which logs seldom have. Empty files are all different: nothing is counted
 * twice by reading them.
 */
export class FileIdentities {
  private readonly byInode = new Map<string, string>();
  private readonly bySize = new Map<number, KnownFile[]>();

  /** The path under which the same file was met before; null when it is new (and known from now on). */
  async earlier(path: string, found: Stats): Promise<string | null> {
    const inode = `${found.dev}:${found.ino}`;
    const known = this.byInode.get(inode);
    if (known !== undefined) return known;
    this.byInode.set(inode, path);
    if (found.size === 0) return null;
    const peers = this.bySize.get(found.size) ?? [];
    const file: KnownFile = { path, hash: null };
    for (const peer of peers) {
      peer.hash ??= await hashOf(peer.path);
      file.hash ??= await hashOf(path);
      if (file.hash !== '' && file.hash === peer.hash) return peer.path;
    }
    peers.push(file);
    this.bySize.set(found.size, peers);
    return null;
  }
}

/** SHA-256 of a file; '' when it cannot be read (opening it will say why). */
async function hashOf(path: string): Promise<string> {
  try {
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
    return hash.digest('hex');
  } catch {
    return '';
  }
}
