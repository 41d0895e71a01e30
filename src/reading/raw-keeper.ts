import type { RecordPlace } from '../model/record.ts';

/** Replay decides about a row soon after it is read: it looks at most 100 records ahead. */
const KEPT = 65_536;
/** Bytes of them, which are many records of 4 KiB, and several times a block. */
const KEPT_BYTES = 1 << 24;

interface Kept {
  readonly place: RecordPlace;
  readonly raw: Uint8Array;
}

/** Keeps the raw bytes of the last records, so that those that replay turns down can be written to the rejects. */
export class RawKeeper {
  private readonly on: boolean;
  private current = new Map<string, Kept>();
  private older = new Map<string, Kept>();
  private currentBytes = 0;

  constructor(on: boolean) {
    this.on = on;
  }

  keep(place: RecordPlace, raw: Uint8Array): void {
    if (!this.on) return;
    if (this.current.size >= KEPT || this.currentBytes >= KEPT_BYTES) {
      this.older = this.current;
      this.current = new Map();
      this.currentBytes = 0;
    }
    this.currentBytes += raw.length;
    this.current.set(key(place.line, place.byte), { place, raw: Uint8Array.from(raw) });
  }

  /** The record that starts here; null when it is not kept any more. */
  find(line: number, byte: number): Kept | null {
    const at = key(line, byte);
    return this.current.get(at) ?? this.older.get(at) ?? null;
  }
}

function key(line: number, byte: number): string {
  return `${line}:${byte}`;
}
