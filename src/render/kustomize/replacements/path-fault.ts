/** A path that cannot be followed; its message goes into that of the replacement. */
export class PathFault extends Error {}
