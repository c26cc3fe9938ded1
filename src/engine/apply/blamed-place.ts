import { isJsonObject, jsonAt, type Place } from '../../base/index.ts';
import { KubeError } from '../../kube/index.ts';
import type { Manifest } from '../../render/index.ts';

/** Failures that say nothing of the object: another attempt may do. */
const passing: ReadonlySet<string> = new Set(['timeout', 'unavailable', 'too-many-requests', 'unauthorized']);

/**
 * Where that stands in the source which a write failed by: the first field that the API server's answer names, or the nearest parent of it
 * that the source holds, else the object. Undefined where the object is not to blame. `error`: what was thrown; absent where the object
 * was refused before the API server was asked.
 */
export function blamedPlace(manifest: Manifest | undefined, error: unknown): Place | undefined {
  if (manifest === undefined || (error instanceof KubeError && passing.has(error.code))) return undefined;
  const field = error instanceof KubeError ? namedField(error) : undefined;
  const { file, line, column } = manifest.originOf(field === undefined ? [] : stepsOf(field, manifest.object));
  return { file, line, column };
}

/**
 * The field that an answer is about: a cause of its Status, or as texts have it that come without causes (structured-merge-diff:
 * `.spec.replicas: expected numeric`; encoding/json: `into Go struct field DeploymentSpec.spec.replicas of type int32`).
 */
function namedField({ status, message }: KubeError): string | undefined {
  const causes = jsonAt(status, 'details', 'causes');
  const named = (Array.isArray(causes) ? causes : []).filter(isJsonObject).map(({ field }) => field);
  const first = named.find((field) => typeof field === 'string' && field !== '');
  if (typeof first === 'string') return first;
  const text = message.slice(0, maxText);
  return /(?:^|\s)(\.[A-Za-z][^\s:]*): /.exec(text)?.[1] ?? /Go struct field \w+\.([\w.]+) of type/.exec(text)?.[1];
}

/** Answers may quote a whole object. */
const maxText = 4_096;

/** `spec.containers[0].ports[name="http"]` as steps; what the object does not hold ends the way later. */
function stepsOf(field: string, object: unknown): (string | number)[] {
  const steps: (string | number)[] = [];
  let value: unknown = object;
  for (const [, name, bracket = ''] of field.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    const step = name ?? (Array.isArray(value) ? indexOf(bracket, value) : bracket);
    steps.push(step);
    value = isJsonObject(value) || Array.isArray(value) ? (value as Record<string, unknown>)[step] : undefined;
  }
  return steps;
}

/** The index that `0` or `name="http"` names; -1, which no list holds, where there is none. */
function indexOf(bracket: string, items: readonly unknown[]): number {
  const [, key, value] = /^(\w+)="?([^",]*)"?/.exec(bracket) ?? [];
  if (key === undefined) return Number(bracket);
  return items.findIndex((item) => isJsonObject(item) && (item[key] === value || item[key] === Number(value)));
}
