export type { ActiveFault, Fault, FaultEffect } from './fault.ts';
export { Faults, type MetFault } from './faults.ts';
export { readFault } from './read-fault.ts';
