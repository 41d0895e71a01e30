import type { Note } from '../model/report.ts';

interface Entry {
  readonly note: Note;
  tracks: number;
}

/** Notes about streams: one a code and figure however many tracks it is true of, in order of first mention. */
export class StreamNotes {
  private readonly entries = new Map<string, Entry>();

  /**
   * @param metric - path of the figure that the note explains
   * @param bound - the figure is only a bound
   */
  add(code: string, metric: string, text: string, bound?: 'lower' | 'upper'): void {
    const key = `${code} ${metric}`;
    const entry = this.entries.get(key);
    if (entry !== undefined) entry.tracks++;
    else {
      const note: Note = bound === undefined ? { code, text, metric } : { code, text, metric, bound };
      this.entries.set(key, { note, tracks: 1 });
    }
  }

  /** All notes; one that holds more than once says how often. */
  list(): Note[] {
    return [...this.entries.values()].map(({ note, tracks }) =>
      tracks === 1 ? note : { ...note, text: `${note.text} (${tracks} times)` },
    );
  }
}
