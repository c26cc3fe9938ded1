import type { Problem } from '../base/index.ts';

/** What a YAML document holds: JSON, and whole numbers beyond 2^53 as bigint so that no digit is lost. */
export type YamlValue = null | boolean | number | bigint | string | YamlValue[] | { [key: string]: YamlValue };

/**
 * Which reader's rules hold. `go2`: go-yaml v2 through sigs.k8s.io/yaml, as kubectl and Helm read (YAML 1.1 booleans, `0777` octal,
 * `<<` merges, dates stay strings). `go3`: go-yaml v3, as kustomize and SOPS read (`yes` is a string, dates are timestamps).
 */
export type YamlProfile = 'go2' | 'go3';

/** A place in a text; both count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** How much a reader accepts. */
export interface YamlLimits {
  /** Bytes of the whole text. */
  readonly maxBytes: number;
  /** How deep lists and maps may lie in one another. */
  readonly maxDepth: number;
  /** Nodes of the whole text after aliases are expanded. */
  readonly maxNodes: number;
}

/** One document of a stream, with the place of every node in it. */
export interface YamlDocument {
  readonly value: YamlValue;
  /** Where the document's content starts. */
  readonly start: Position;
  /** Where the value at `path` starts (for a scalar, the scalar itself); undefined where there is no such node. */
  positionOf(path: readonly (string | number)[]): Position | undefined;
  /** Where the key of the map entry at `path` stands. */
  keyPositionOf(path: readonly (string | number)[]): Position | undefined;
}

/** What reading a text gave: the documents that could be read, and what was wrong (file, line and column in each problem). */
export interface YamlReading {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
}
