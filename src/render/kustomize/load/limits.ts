/** What one build may use. */
export interface BuildLimits {
  /** Resources at any moment. */
  readonly maxResources: number;
  /** Kustomizations and components that are opened, counted each time. */
  readonly maxKustomizations: number;
  /** Bytes of one file. */
  readonly maxFileBytes: number;
  /** Bytes of all files, counted each time that one is read. */
  readonly maxReadBytes: number;
}

/** Far above what people have; a build that doubles itself ends at them. */
export const defaultBuildLimits: BuildLimits = {
  maxResources: 20_000,
  maxKustomizations: 10_000,
  maxFileBytes: 32 * 1024 * 1024,
  maxReadBytes: 512 * 1024 * 1024,
};
