import { SlipwayError } from '../base/index.ts';

/** Why a source cannot be had. */
export type SourceErrorCode =
  | 'not-found'
  | 'revision-not-found'
  | 'unauthorized'
  | 'unreachable'
  | 'invalid-address'
  | 'refused'
  | 'too-large'
  | 'timeout'
  | 'storage';

/** A source, or something in it, cannot be had; `object` is its address or path, without credentials. */
export class SourceError extends SlipwayError<SourceErrorCode> {}
