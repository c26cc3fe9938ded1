export type { Desired, DesiredHook, DesiredObject, DesiredRevision } from './desired.ts';
export { DesiredStates } from './desired-states.ts';
