export { type GitConfig } from './environment.ts';
export { type GitExit, type GitProcess, GitProgram, type GitProgramOptions, type GitRun } from './program.ts';
export { redact } from './redact.ts';
