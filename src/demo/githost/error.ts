import { SlipwayError } from '../../base/index.ts';

/** Why a Git host does not do what it is asked. */
export type GitHostErrorCode = 'invalid-name' | 'exists' | 'not-found' | 'failed';

/** Raised by the Git host; `object` is the repository. */
export class GitHostError extends SlipwayError<GitHostErrorCode> {}
