import type { JsonLineFramer } from '../input/json-lines.ts';
import type { LineScan } from '../input/scan/line-scan.ts';
import type { ScanMemory } from '../input/scan/scan-memory.ts';
import type { Dictionary } from '../model/dictionary.ts';
import type { ScanPlan } from '../model/scan-plan.ts';

/**
 * The scanner of one run, for all its inputs. Nothing of it is loaded or compiled before an input asks for it: a log of
 * ten lines is read sooner without.
 */
export class FastLane {
  /** Whether even an input that is read before a scanner is ready goes through it. */
  readonly always: boolean;
  private readonly dictionary: Dictionary;
  private memory: Promise<ScanMemory | null> | null = null;

  /** @param dictionary - of the run; from the first scan on its ids come from the scanner's table */
  constructor(dictionary: Dictionary, always: boolean) {
    this.dictionary = dictionary;
    this.always = always;
  }

  /**
   * A scanner for one input. The framer, which is new, frames what the scanner leaves.
   *
   * @returns null where the process may not have the address space for one
   */
  async scan(plan: ScanPlan, framer: JsonLineFramer): Promise<LineScan | null> {
    const { LineScan } = await import('../input/scan/line-scan.ts');
    this.memory ??= this.start();
    const memory = await this.memory;
    return memory === null ? null : new LineScan(memory, plan, framer);
  }

  private async start(): Promise<ScanMemory | null> {
    const { ScanMemory } = await import('../input/scan/scan-memory.ts');
    const memory = await ScanMemory.create();
    if (memory !== null) this.dictionary.useTable(memory);
    return memory;
  }
}
