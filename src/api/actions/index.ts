export { carryOut } from './carry-out.ts';
export { ActionRefused } from './refused.ts';
