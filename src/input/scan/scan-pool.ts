import type { ScanPlan } from '../../model/scan-plan.ts';
import type { ScanMemory } from './scan-memory.ts';
import { ScanSlot } from './scan-slot.ts';

/** The slots of one run, in which blocks of all its inputs are scanned. */
export class ScanPool {
  readonly memory: ScanMemory;
  private readonly free: ScanSlot[] = [];

  constructor(memory: ScanMemory) {
    this.memory = memory;
  }

  /** Blocks of one input that may be on their way at once. */
  get ahead(): number {
    return 1;
  }

  /**
   * A slot for a block.
   *
   * @param plan - of its input: a slot that knows it is preferred
   * @param needed - the input has no other slot
   */
  take(plan: ScanPlan, needed: boolean): ScanSlot | null {
    const known = this.free.findIndex((slot) => slot.plan === plan);
    const [slot] = this.free.splice(Math.max(known, 0), 1);
    if (slot !== undefined) return slot;
    return needed ? new ScanSlot(this.memory) : null;
  }

  /** A filled slot may be scanned from now on. */
  submit(_slot: ScanSlot): void {}

  /** Returns when the slot is scanned. */
  async finish(slot: ScanSlot): Promise<void> {
    slot.scan();
  }

  giveBack(slot: ScanSlot): void {
    this.free.push(slot);
  }
}
