import type { GoMap } from '../../../lang/index.ts';

/** A file of a chart. */
export interface ChartFile {
  /** From the chart's folder on, with `/`. */
  readonly name: string;
  /** A byte string (lang/gotemplate). */
  readonly data: string;
}

/** A person or an organisation behind a chart. */
export interface ChartMaintainer {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

/** An entry of `dependencies`, with Helm's names and its empty values (helm 4.2, pkg/chart/v2/dependency.go). */
export interface ChartDependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** Texts, and objects of `child` and `parent`. */
  readonly importValues: readonly ImportValue[];
  readonly alias: string;
}

/** An entry of `import-values`: a name below `exports`, or a pair of places; `undefined` is an entry of another type, which does nothing. */
export type ImportValue = string | { readonly child: string; readonly parent: string } | undefined;

/** What Chart.yaml says (helm 4.2, pkg/chart/v2/metadata.go). What it does not say is empty. All texts are byte strings. */
export interface ChartMetadata {
  readonly name: string;
  readonly home: string;
  readonly sources: readonly string[];
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly maintainers: readonly ChartMaintainer[];
  readonly icon: string;
  readonly apiVersion: string;
  readonly condition: string;
  readonly tags: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  /** Undefined where there are none: templates and stored releases tell that from an empty map. */
  readonly annotations: ReadonlyMap<string, string> | undefined;
  readonly kubeVersion: string;
  /** Undefined where Chart.yaml has no such field, or null there. */
  readonly dependencies: readonly ChartDependency[] | undefined;
  readonly type: string;
}

/** What Chart.lock or requirements.lock says. */
export interface ChartLock {
  /** As it stands there. */
  readonly generated: string;
  readonly digest: string;
  readonly dependencies: readonly ChartDependency[];
}

/** A loaded chart. Nothing of it is ever changed: renders work on a `ChartNode` and on copies of its values. */
export interface Chart {
  readonly metadata: ChartMetadata;
  readonly lock: ChartLock | undefined;
  readonly templates: readonly ChartFile[];
  /** What values.yaml says; undefined without that file. */
  readonly values: GoMap | undefined;
  /** values.schema.json, a byte string. */
  readonly schema: string | undefined;
  /** Everything else, for `.Files`. */
  readonly files: readonly ChartFile[];
  /** All files as they came. */
  readonly raw: readonly ChartFile[];
  /** Those in charts/, in the order of their names. */
  readonly dependencies: readonly Chart[];
  /** What should be known although it stops nothing. */
  readonly warnings: readonly string[];
}
