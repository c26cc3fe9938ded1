import { coreDefaults } from './core.ts';
import { Defaulter } from './defaulter.ts';
import { otherDefaults } from './other-groups.ts';
import { podDefaults } from './pods.ts';
import { workloadDefaults } from './workloads.ts';

export { Defaulter };

/** Completes objects of the built-in kinds of Kubernetes 1.36. */
export function builtinDefaulter(): Defaulter {
  return new Defaulter({ ...podDefaults, ...coreDefaults, ...workloadDefaults, ...otherDefaults });
}
