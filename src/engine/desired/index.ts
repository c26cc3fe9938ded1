export type { Desired, DesiredObject, DesiredRevision } from './desired.ts';
export { DesiredStates } from './desired-states.ts';
