export { needsAdoption } from './adopt-fields.ts';
export { failedWrite } from './failed-write.ts';
export { runStage } from './run-stage.ts';
export { runValidated } from './run-validated.ts';
export type { ApplyTarget } from './target.ts';
