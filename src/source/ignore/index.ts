export { ignoring } from './ignoring.ts';
export { type IgnoreRules, readIgnoreRules } from './rules.ts';
