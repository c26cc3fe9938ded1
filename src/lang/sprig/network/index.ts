export { networkFunctions } from './network.ts';
