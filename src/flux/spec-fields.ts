import { isJsonObject, type Json, jsonAt, type JsonObject, objectsAt, parseDuration, textAt } from '../base/index.ts';

/** Another owner that must be ready first. */
export interface Dependency {
  readonly name: string;
  readonly namespace: string;
  /** A CEL expression that says when it is; empty: its conditions say so. */
  readonly readyExpr: string;
}

/** A Secret that says which cluster is meant; with an empty key, Flux's own are tried. */
export interface KubeConfigSecret {
  readonly name: string;
  readonly key: string;
}

/** A duration such as `1h30m` in ms; undefined where there is none. */
export function durationOf(value: Json | undefined): number | undefined {
  return typeof value === 'string' ? parseDuration(value) : undefined;
}

/** `spec.kubeConfig.secretRef`. */
export function kubeConfigSecretOf(spec: JsonObject): KubeConfigSecret | undefined {
  const reference = jsonAt(spec, 'kubeConfig', 'secretRef');
  return isJsonObject(reference) ? { name: textAt(reference, 'name'), key: textAt(reference, 'key') } : undefined;
}

/** `spec.dependsOn`; what names no namespace lies in the owner's. */
export function dependenciesOf(spec: JsonObject, namespace: string): readonly Dependency[] {
  return objectsAt(spec, 'dependsOn').map((entry) => ({
    name: textAt(entry, 'name'),
    namespace: textAt(entry, 'namespace') || namespace,
    readyExpr: textAt(entry, 'readyExpr'),
  }));
}
