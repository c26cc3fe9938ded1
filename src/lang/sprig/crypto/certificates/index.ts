export { certificateFunctions } from './certificates.ts';
