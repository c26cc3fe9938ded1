import { CelError } from '../error.ts';
import type { CelValue } from '../values.ts';

/** What a run of an expression works on. */
export class Frame {
  /** Variables; an error stands where the collected result of a comprehension failed. */
  readonly slots: (CelValue | CelError | undefined)[];
  cost = 0;
  readonly #limit: number;

  constructor(slots: number, limit: number) {
    this.slots = Array.from({ length: slots });
    this.#limit = limit;
  }

  /** Adds to what the run costs. @throws CelError `cost-exceeded` */
  spend(cost: number): void {
    this.cost += cost;
    if (this.cost > this.#limit) {
      throw new CelError('cost-exceeded', 'operation cancelled: actual cost limit exceeded');
    }
  }
}

/** A node that was made ready to run. */
export type Plan = (frame: Frame) => CelValue;
