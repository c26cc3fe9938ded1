export { type CertificatePair, openAuthenticator, type Proof, type ProofSource } from './authenticator.ts';
export { Pem } from './certificate-source.ts';
export type { RunPlugin } from './exec-source.ts';
export { pluginRunner } from './run-plugin.ts';
