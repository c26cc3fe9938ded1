export { ignoring } from './ignoring.ts';
export { ignoreRuleSteps, type IgnoreRules, readIgnoreRules } from './rules.ts';
