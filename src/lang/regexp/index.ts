export { RegexpError } from './error.ts';
export { compileRegexp, quoteRegexp, type Regexp, type Spend } from './regexp.ts';
