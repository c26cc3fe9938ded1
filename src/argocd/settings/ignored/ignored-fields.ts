import {
  canonicalJson,
  type Json,
  jsonAt,
  type KubeObject,
  type ObjectKey,
  type Problem,
  sha256,
} from '../../../base/index.ts';
import type { IgnoredFields, IgnoredOfObject } from '../../../engine/index.ts';
import type { PlacePath } from '../../../patch/index.ts';
import { type FieldRule, rulesOfSpec } from './field-rules.ts';
import type { SystemRules } from './system-rules.ts';

/** What an Application's spec says of ignored fields. */
export interface IgnoringSpec {
  /** `spec.ignoreDifferences`. */
  readonly written: Json | undefined;
  /** `RespectIgnoreDifferences=true`. */
  readonly respected: boolean;
}

/** What of the spec cannot be read. */
export function ignoringFaults(written: Json | undefined): Problem[] {
  return rulesOfSpec(written).flatMap(({ faults }) => faults);
}

/**
 * The fields that make no difference in an Application: those that its spec names, and those that the control plane's settings name for every
 * Application (Argo CD v3.6, util/argo/diff). The status of objects is among them unless the settings say otherwise.
 */
export function ignoredFieldsOf({ written, respected }: IgnoringSpec, system: SystemRules): IgnoredFields {
  const rules = [...system.rules, ...rulesOfSpec(written)];
  const byKind = new Map<string, readonly FieldRule[]>();
  const { status, aggregatedRoles } = system;
  const rulesOfKind = (key: ObjectKey): readonly FieldRule[] => {
    const id = `${key.group}/${key.kind}`;
    const found = byKind.get(id) ?? rules.filter((rule) => rule.matchesKind(key));
    byKind.set(id, found);
    return found;
  };
  return {
    id: sha256(canonicalJson({ written: written ?? null, system: system.written, status, aggregatedRoles })).slice(
      0,
      16,
    ),
    kept: respected,
    of: (key) => {
      const own = rulesOfKind(key).filter((rule) => rule.matchesObject(key));
      const withStatus = ignoresStatus(key, status);
      if (own.length === 0 && !aggregatedRoles) return withStatus ? statusAlone : undefined;
      return ignoredBy(own, [...(withStatus ? [statusPlace] : []), ...(aggregatedRoles ? [aggregatedPlace] : [])]);
    },
  };
}

function ignoredBy(rules: readonly FieldRule[], always: readonly PlaceOf[]): IgnoredOfObject {
  const fault = rules.flatMap(({ faults }) => faults)[0];
  return {
    placesIn: (object) => [
      ...always.flatMap((placeOf) => placeOf(object)),
      ...rules.flatMap((rule) => rule.placesIn(object)),
    ],
    managers: rules.flatMap(({ managers }) => managers),
    ...(fault === undefined ? {} : { fault }),
  };
}

type PlaceOf = (object: KubeObject) => PlacePath[];

const statusPlace: PlaceOf = (object) => (object['status'] === undefined ? [] : [['status']]);

/** What is ignored of nearly every object. */
const statusAlone = ignoredBy([], [statusPlace]);

/** The rules of a ClusterRole that is made of others are the controller's (gitops-engine pkg/diff). */
const aggregatedPlace: PlaceOf = (object) =>
  object.kind === 'ClusterRole' && jsonAt(object, 'aggregationRule') !== undefined ? [['rules']] : [];

function ignoresStatus({ group, kind }: ObjectKey, status: SystemRules['status']): boolean {
  if (status === 'crd') return group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition';
  return status === 'all';
}
