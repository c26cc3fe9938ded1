export { advance, type Awaited, retryDelay, type RunFailure, type Situation, type Step } from './advance.ts';
export { failRequest } from './fail-request.ts';
export { type LiveHook, tidyStage } from './hooks.ts';
export { isNamespaceMade } from './progress.ts';
export type { ObjectResult, Progress, ProgressPhase } from './progress.ts';
