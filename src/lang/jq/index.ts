export { JqError, type JqErrorCode } from './error.ts';
export { compileJqPaths, type JqPaths, type JsonPath } from './jq-paths.ts';
