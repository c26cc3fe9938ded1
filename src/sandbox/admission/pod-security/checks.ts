import { isJsonObject, type Json, type JsonObject, objectsAt, textAt, textsAt } from '../../../base/index.ts';

/** What a check has against a pod; undefined where it has nothing. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

/** One rule of the Pod Security Standards over a pod's spec (pod-security-admission v0.36.3, policy). */
export type Check = (spec: JsonObject) => Violation | undefined;

/** All containers of a pod. */
export function containersOf(spec: JsonObject): readonly JsonObject[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) => objectsAt(spec, field));
}

/** The security context of a pod or a container. */
export function contextOf(owner: JsonObject): JsonObject {
  return isJsonObject(owner['securityContext']) ? owner['securityContext'] : {};
}

/** `"a", "b"`. */
export function quoted(items: readonly string[]): string {
  return items.map((item) => `"${item}"`).join(', ');
}

/** `container "a"`, or `containers "a", "b"`. */
export function named(what: string, names: readonly string[]): string {
  return `${what}${names.length === 1 ? '' : 's'} ${quoted(names)}`;
}

/** The names of the containers of which `holds`. */
export function containersWhere(spec: JsonObject, holds: (container: JsonObject) => boolean): readonly string[] {
  return containersOf(spec)
    .filter(holds)
    .map((container) => textAt(container, 'name'));
}

/** Whether a value is set. */
export function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

/** The capabilities that a container adds or drops. */
export function capabilities(container: JsonObject, what: 'add' | 'drop'): readonly string[] {
  const { capabilities: listed } = contextOf(container);
  return isJsonObject(listed) ? textsAt(listed, what) : [];
}

/** The seccomp profile's type. */
export function seccompOf(owner: JsonObject): string | undefined {
  const { seccompProfile } = contextOf(owner);
  return isJsonObject(seccompProfile) ? textAt(seccompProfile, 'type') : undefined;
}

/** Who of pod and containers does something: `pod`, `container "a"`. */
export function settersOf(spec: JsonObject, does: (owner: JsonObject) => boolean): readonly string[] {
  const names = containersWhere(spec, does);
  return [...(does(spec) ? ['pod'] : []), ...(names.length === 0 ? [] : [named('container', names)])];
}
