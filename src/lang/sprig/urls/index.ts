export { urlFunctions } from './urls.ts';
