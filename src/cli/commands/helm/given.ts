import type { HelmProfile } from '../../../render/index.ts';
import { textFlag, UsageError } from '../../flags.ts';
import type { Invocation } from '../../terminal.ts';

/** The helm to behave as. Throws UsageError. */
export function profileFlag(invocation: Invocation): HelmProfile {
  const text = textFlag(invocation, 'as-version') ?? '4.2';
  if (text === '4.1' || text === '4.2' || text === '4.3') return text;
  throw new UsageError(`illegal flag value --as-version ${text}; legal values: [4.1 4.2 4.3]`);
}
