/** Which part of a difference a patch is to hold. */
export interface DiffOptions {
  /** Leave out what `modified` adds or changes. */
  readonly ignoreChanges: boolean;
  /** Leave out what `modified` lacks. */
  readonly ignoreDeletions: boolean;
  /** Say in which order the items of merged lists stand. */
  readonly setElementOrder: boolean;
}
