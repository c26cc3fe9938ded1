import { SlipwayError } from '../base/index.ts';

/** Why an action on a release, or reading its record, failed. */
export type ReleaseErrorCode =
  /** No record of the release, or not of this revision. */
  | 'not-found'
  /** Another writer stored the same revision first. */
  | 'exists'
  /** The history holds no deployed revision to start from. */
  | 'no-deployed'
  /** An install, upgrade or rollback has not ended. */
  | 'pending'
  /** The name belongs to a release that is there. */
  | 'name-in-use'
  /** What was asked for makes no sense: a name, a revision, options that exclude each other. */
  | 'invalid'
  /** A record that cannot be read. */
  | 'corrupt'
  /** A record beyond the reader's limits. */
  | 'too-large'
  /** An object belongs to somebody else. */
  | 'ownership'
  /** The cluster refused, or does not know, an object. */
  | 'apply'
  /** A hook failed. */
  | 'hook'
  /** Objects did not become ready, or did not go, in time. */
  | 'wait'
  /** Objects could not be deleted. */
  | 'delete';

/** A failure of the release actuator, in helm's words where helm has words for it; `object` is the release or object concerned. */
export class ReleaseError extends SlipwayError<ReleaseErrorCode> {}
