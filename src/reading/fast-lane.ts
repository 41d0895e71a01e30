import type { JsonObjectFramer } from '../input/json-object.ts';
import type { LineFramer } from '../input/line-framer.ts';
import type { DumpLineScan } from '../input/scan/dump-line-scan.ts';
import type { DumpScan } from '../input/scan/dump-scan.ts';
import type { LineScan } from '../input/scan/line-scan.ts';
import type { ScanPool } from '../input/scan/scan-pool.ts';
import type { Dictionary, DimensionSets } from '../model/dictionary.ts';
import type { DumpPlan, ScanPlan } from '../model/scan-plan.ts';

/**
 * The scanner of one run, for all its inputs. Nothing of it is loaded or compiled before an input asks for it: a log of
 * ten lines is read sooner without.
 */
export class FastLane {
  /** Whether even an input that is read before a scanner is ready goes through it. */
  readonly always: boolean;
  private readonly dictionary: Dictionary;
  private readonly dims: DimensionSets;
  /** Null as long as no input asked for it, and where it cannot be had. */
  pool: ScanPool | null = null;
  private starting: Promise<ScanPool | null> | null = null;

  /** Ids of the dictionary and the sets of the run come from the scanner's tables from the first scan on. */
  constructor(dictionary: Dictionary, dims: DimensionSets, always: boolean) {
    this.dictionary = dictionary;
    this.dims = dims;
    this.always = always;
  }

  /**
   * A scanner for one input. The framer, which is new, frames what the scanner leaves.
   *
   * @param headerRecords - records at the beginning that are left whatever they are
   * @returns null where the process may not have the address space for one
   */
  async scan(plan: ScanPlan, framer: LineFramer, headerRecords: number): Promise<LineScan | null> {
    const { LineScan } = await import('../input/scan/line-scan.ts');
    const pool = await this.ready();
    return pool === null ? null : new LineScan(pool, plan, framer, headerRecords);
  }

  /** The same for the elements of a dump. */
  async dump(plan: DumpPlan, framer: JsonObjectFramer): Promise<DumpScan | null> {
    const { DumpScan } = await import('../input/scan/dump-scan.ts');
    const pool = await this.ready();
    return pool === null ? null : new DumpScan(pool, plan, framer);
  }

  /** The same for a dump of lines. `delimiterByte`: between cells. */
  async dumpLines(plan: DumpPlan, framer: LineFramer, delimiterByte: number): Promise<DumpLineScan | null> {
    const { DumpLineScan } = await import('../input/scan/dump-line-scan.ts');
    const pool = await this.ready();
    return pool === null ? null : new DumpLineScan(pool, plan, framer, delimiterByte);
  }

  /** The scanner's memory and slots; null where the process may not have the address space. */
  async ready(): Promise<ScanPool | null> {
    this.starting ??= this.start();
    this.pool = await this.starting;
    return this.pool;
  }

  private async start(): Promise<ScanPool | null> {
    const { ScanMemory } = await import('../input/scan/scan-memory.ts');
    const { ScanPool } = await import('../input/scan/scan-pool.ts');
    const memory = await ScanMemory.create();
    if (memory === null) return null;
    this.dictionary.useTable(memory.texts);
    this.dims.useTable(memory.sets);
    return new ScanPool(memory);
  }
}
