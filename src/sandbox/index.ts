export type { ActiveFault, Fault, FaultEffect, Faults } from './faults/index.ts';
export { emulatedVersion, type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
export { StorageError } from './storage/index.ts';
export type { ContainerTarget, LogLine, PodHandler, ProcessStreams } from './handlers/index.ts';
export { makeCertificate, type ServingCertificate } from './tls/certificate.ts';
