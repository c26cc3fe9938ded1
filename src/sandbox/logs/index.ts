export { type ContainerRun, runOf } from './container-run.ts';
export { type LogSelection, LogWriter } from './log-selection.ts';
export { nextLineAfter, simulatedLines } from './simulated-lines.ts';
