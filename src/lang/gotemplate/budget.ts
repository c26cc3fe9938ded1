/** What an execution may cost. Each method throws when that is spent, and what it throws passes through templates unchanged. */
export interface TemplateBudget {
  /** Counts steps of work; called for every action, and by functions for every item they walk or make. */
  step(count?: number): void;
  /** Counts bytes before they are made: output, and the strings and lists that functions build. */
  allocate(bytes: number): void;
}

/** Raised when a budget is spent. */
export class TemplateBudgetError extends Error {
  override readonly name = 'TemplateBudgetError';

  readonly code: 'too-many-steps' | 'too-many-bytes' | 'too-deep';

  constructor(code: TemplateBudgetError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** A budget of steps and bytes. `checkpoint` is called every few thousand steps: for clocks and signals. */
export function createTemplateBudget(options: {
  readonly maxSteps: number;
  readonly maxBytes: number;
  readonly checkpoint?: () => void;
}): TemplateBudget {
  const { maxSteps, maxBytes, checkpoint } = options;
  let steps = 0;
  let bytes = 0;
  let nextCheck = checkEvery;
  return {
    step(count = 1) {
      steps += count;
      if (steps > maxSteps) {
        throw new TemplateBudgetError('too-many-steps', `the templates take more than ${maxSteps} steps`);
      }
      if (steps < nextCheck) return;
      nextCheck = steps + checkEvery;
      checkpoint?.();
    },
    allocate(count) {
      bytes += count;
      if (bytes > maxBytes) {
        throw new TemplateBudgetError('too-many-bytes', `the templates make more than ${maxBytes} bytes`);
      }
    },
  };
}

const checkEvery = 4096;
