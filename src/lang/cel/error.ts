import { SlipwayError } from '../../base/index.ts';

/** What kind of failure an expression met. */
export type CelErrorCode = 'evaluation' | 'cost-exceeded' | 'invalid-declaration';

/** An expression that failed while it ran; the message is cel-go's (v0.26.0). `&&`, `||`, `all` and `exists` may absorb it. */
export class CelError extends SlipwayError<CelErrorCode> {}

/** An evaluation error. */
export function failure(message: string): CelError {
  return new CelError('evaluation', message);
}

/** What operands of the wrong types give. */
export function noSuchOverload(): CelError {
  return failure('no such overload');
}

/** What a map says that lacks a key. */
export function noSuchKey(key: string): CelError {
  return failure(`no such key: ${key}`);
}

/** True, for an error that a logical operator may overlook; all others are thrown on. */
export function absorbed(error: unknown): true {
  if (error instanceof CelError && error.code === 'evaluation') return true;
  throw error;
}
