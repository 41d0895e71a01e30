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
  private readonly dictionary: Dictionary;
  private memory: Promise<ScanMemory> | null = null;

  /** @param dictionary - of the run; from the first scan on its ids come from the scanner's table */
  constructor(dictionary: Dictionary) {
    this.dictionary = dictionary;
  }

  /** A scanner for one input that goes on where the framer stands. */
  async scan(plan: ScanPlan, framer: JsonLineFramer): Promise<LineScan> {
    const { LineScan } = await import('../input/scan/line-scan.ts');
    this.memory ??= this.start();
    return new LineScan(await this.memory, plan, framer);
  }

  private async start(): Promise<ScanMemory> {
    const { ScanMemory } = await import('../input/scan/scan-memory.ts');
    const memory = await ScanMemory.create();
    this.dictionary.useTable(memory);
    return memory;
  }
}
