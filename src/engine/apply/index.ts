export { needsAdoption } from './adopt-fields.ts';
export { runStage, validateActions } from './run-stage.ts';
export type { ApplyTarget } from './target.ts';
