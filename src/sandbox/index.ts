export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
export { StorageError } from './storage/index.ts';
