export { regexFunctions } from './regex.ts';
