import type { Problem } from '../base/index.ts';

/** What a YAML document holds: JSON, and whole numbers beyond 2^53 as bigint so that no digit is lost. */
export type YamlValue = null | boolean | number | bigint | string | YamlValue[] | { [key: string]: YamlValue };

/** A value without members. */
export type YamlScalar = null | boolean | number | bigint | string;

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
  /** Bytes of the whole text, as UTF-8. */
  readonly maxBytes: number;
  /** How deep lists and maps may lie in one another, aliases followed. */
  readonly maxDepth: number;
  /** Nodes (keys apart) of the whole text after aliases are expanded. */
  readonly maxNodes: number;
  /** Problems that are reported; after as many, reading stops. */
  readonly maxProblems: number;
}

/** How a text is read. */
export interface YamlReadOptions {
  readonly profile: YamlProfile;
  /** Named in every problem. */
  readonly file?: string;
  readonly limits?: Partial<YamlLimits>;
  /**
   * What a key that stands twice in one map means. `last`: the last one counts and a warning tells of it (kubectl, Helm: sigs.k8s.io/yaml
   * when not strict). `error`: the document is refused (kustomize: go-yaml v3). `first`: the first one counts, a warning tells of the others, and a
   * cursor says in which map they stand (kyaml, which looks for a field by walking over its nodes). Default: as the profile's tools do.
   */
  readonly duplicateKeys?: 'last' | 'first' | 'error';
  /**
   * What a folded scalar (`>`) means. `kept`: what it says (default). `kyaml`: what kustomize makes of it by writing and reading it once more,
   * which adds breaks beside indented lines; for resources that a kustomization prints.
   */
  readonly foldedScalars?: 'kept' | 'kyaml';
  /** `first` reads nothing behind the first document, as Go's `yaml.Unmarshal` does. Default `all`. */
  readonly documents?: 'all' | 'first';
}

/** One document of a stream, with the place of every node in it. */
export interface YamlDocument {
  readonly value: YamlValue;
  /** Which document of the stream it is, from 0; empty ones and those that could not be read count too. */
  readonly index: number;
  /** Where the document's content starts. */
  readonly start: Position;
  /**
   * Where the value at `path` starts: for a scalar, the scalar itself (its quote, its `|`), for a value that was written as an alias the
   * alias, for an empty value its key. Below an alias or a `<<` merge the place is where the anchored text stands. Undefined where there is
   * no such node.
   */
  positionOf(path: readonly (string | number)[]): Position | undefined;
  /** Where the key of the map entry at `path` stands; undefined where `path` ends at no map entry. */
  keyPositionOf(path: readonly (string | number)[]): Position | undefined;
}

/**
 * What reading a text gave: the documents that could be read, and what was wrong (file, line and column in each problem). A document
 * that is named in `problems` is not in `documents`.
 */
export interface YamlReading {
  /** Documents whose value is not null, in their order. */
  readonly documents: readonly ReadYamlDocument[];
  /** How many documents were empty or null. */
  readonly emptyDocuments: number;
  readonly problems: readonly Problem[];
  /** What was accepted but is probably a mistake, such as a key that stands twice. */
  readonly warnings: readonly Problem[];
}

/** A document that `readYaml` read: also the text of each node is at hand. */
export interface ReadYamlDocument extends YamlDocument {
  /** Stands at the root: for who visits every node. */
  cursor(): YamlCursor;
}

/** One node of a document while all of it is visited: a step costs the same however deep it lies. */
export interface YamlCursor {
  /** The node at a key or index below it, or undefined. */
  child(step: string | number): YamlCursor | undefined;
  /** As `YamlDocument.positionOf`. */
  readonly position: Position;
  /** As `YamlDocument.keyPositionOf`. */
  readonly keyPosition: Position | undefined;
  /**
   * The first line of the text as it stands there: of a plain scalar its whole text (`0777`, `~`), of another one how it starts (its quote,
   * its `|`). For an alias that of the anchored text; empty where nothing stands there.
   */
  readonly written: string;
  /** Whether it is a map or list that stands between brackets. */
  readonly isBracketed: boolean;
  /** Where a key of this map stands a second time, with `duplicateKeys: first`. */
  readonly repeatedKey: Position | undefined;
  /** Where the content of a `|` block starts (its first line, also an empty one), to find lines of that text in the file; undefined otherwise. */
  readonly block: Position | undefined;
}
