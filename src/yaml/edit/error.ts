import { SlipwayError } from '../../base/index.ts';

/**
 * Why a text could not be edited. `unreadable`: the document is no YAML. `not-found`: it has nothing at the path. `not-scalar`: a map or list
 * stands there. `aliased`: the value comes from an alias or merge, or is anchored and stands elsewhere too. `unwritable`: the place does
 * not take the value, such as an empty list entry.
 */
export class YamlEditError extends SlipwayError<'unreadable' | 'not-found' | 'not-scalar' | 'aliased' | 'unwritable'> {}
