/** How an input was found damaged while it was read. What was read before the damage is still good. */
export interface Damage {
  /**
   * `truncated`: the archive ends before its end mark; `corrupt`: compressed data or its checksum is wrong;
   * `junk`: bytes that belong to no archive follow it; `changed`: the file was written to while it was read, or is
   * not there any more when it is opened again;
   * `expansion`: decompression was stopped because the archive grows too much; `unreadable`: the system
   * refused to read on.
   */
  readonly kind: 'truncated' | 'corrupt' | 'junk' | 'changed' | 'expansion' | 'unreadable';
  /** One line for people; never text of the input. */
  readonly detail: string;
}

/** The first damage of one input; later ones are usually consequences of it. */
export class DamageLog {
  first: Damage | null = null;

  note(kind: Damage['kind'], detail: string): void {
    this.first ??= { kind, detail };
  }
}
