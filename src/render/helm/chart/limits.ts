/** How large a chart may be. */
export interface ChartLimits {
  /** Bytes of all files together, unpacked: helm's 100 MiB. */
  readonly maxBytes: number;
  readonly maxFiles: number;
  /** Charts in one another. */
  readonly maxDepth: number;
  /** Charts together. */
  readonly maxCharts: number;
}

/** Helm's bounds, and where it has none ones far above what charts have. */
export const defaultChartLimits: ChartLimits = {
  maxBytes: 100 * 1024 * 1024,
  maxFiles: 50_000,
  maxDepth: 32,
  maxCharts: 2_000,
};

/** The largest file that helm up to 4.2 takes (pkg/chart/loader/archive MaxDecompressedFileSize). */
export const maxFileBytes = 5 * 1024 * 1024;
