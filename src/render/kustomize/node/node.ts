import type { YamlScalar } from '../../../yaml/index.ts';

/** Where a value was written. Nodes share one object for one place. */
export interface Place {
  /** Relative to the root of the tree; for a remote base under the address that it came from. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/**
 * A value of a resource with the place that set it. Builds change nodes in place; what a build takes from a cache it copies first.
 * One scalar may stand in several fields of a resource: those that the label and annotation setters create share theirs, as upstream's do,
 * and a patch or replacement of one of them shows in all (kyaml 0.20 FieldSetter: SetYNode writes through). So whoever gives a field that
 * holds a scalar another scalar assigns to the node that is there; only a copy of the resource parts them.
 * `changedBy` names the transformer that gave the node its value last, as kustomize names it (`PatchTransformer`), where that was not
 * the file itself.
 */
export type Node = ScalarNode | MapNode | ListNode;

/** A value without members. */
export interface ScalarNode {
  readonly kind: 'scalar';
  value: YamlScalar;
  /** The text as it was written, where `String(value)` is another one (`1.0`, `0777`, `~`): kyaml compares and copies texts. */
  text?: string;
  /**
   * Whether it was written in quotes or as a block (`|`, `>`). A style outlives the value in kyaml (FieldSetter): what a patch or a replacement
   * lays over a quoted scalar is a string, whatever it was (`"80"` patched by 8080 gives `"8080"`).
   */
  quoted?: boolean;
  /**
   * The type that go-yaml's node has, where it is another one than `value` shows: `none` for what kyaml made without one, which is what its text
   * says; that of a number that was laid over a quoted text. A replacement keeps it.
   */
  tag?: 'none' | 'null' | 'bool' | 'int' | 'float' | 'str' | 'timestamp';
  /** Where the content of a `|` block starts, for what is read from that text. */
  block?: { readonly line: number; readonly column: number };
  /** A null that is not spelt out between brackets (`{a: }`): kyaml writes it in quotes there, so that it is printed as an empty text. */
  bracketed?: true;
  place: Place;
  changedBy?: string;
}

/** A map; its order is that of the text, which only shows where kustomize shows it. */
export interface MapNode {
  readonly kind: 'map';
  readonly entries: Map<string, Node>;
  /** Of its key, or of itself where it has none. */
  place: Place;
  changedBy?: string;
  /** Where a key stands a second time, which kyaml merges (the first one counts) and cannot print. */
  repeated?: Place;
}

/** A list. */
export interface ListNode {
  readonly kind: 'list';
  items: Node[];
  place: Place;
  changedBy?: string;
}
