import { KustomizeError } from '../../error.ts';
import type { Place } from '../../node/index.ts';
import {
  equalIds,
  equalKindAndName,
  type Gvk,
  matchAnyId,
  type ResourceId,
  type ResourceList,
} from '../../resource/index.ts';

/** A name for the value of a field (kustomize api 0.20, types.Var). */
export interface Variable {
  readonly name: string;
  readonly object: Gvk & { readonly name: string; readonly namespace: string };
  readonly fieldPath: string;
  readonly place: Place;
}

/** How a variable is written. */
export interface VariableInput {
  readonly name: string;
  readonly place: Place;
  readonly object: {
    /** Counts before group and version. */
    readonly apiVersion?: string | undefined;
    readonly group?: string | undefined;
    readonly version?: string | undefined;
    readonly kind?: string | undefined;
    readonly name?: string | undefined;
    readonly namespace?: string | undefined;
  };
  /** Default `metadata.name`. */
  readonly fieldPath?: string | undefined;
}

/** Makes a variable of what is written (Var.Defaulting). */
export function variable({ name, place, object, fieldPath = '' }: VariableInput): Variable {
  const { apiVersion = '', kind = '', namespace = '' } = object;
  let { group = '', version = '' } = object;
  const parts = apiVersion.split('/');
  if (apiVersion !== '' && parts.length === 1) version = apiVersion;
  if (parts.length === 2) [group = '', version = ''] = parts;
  return {
    name,
    object: { group, version, kind, name: object.name ?? '', namespace },
    fieldPath: fieldPath === '' ? 'metadata.name' : fieldPath,
    place,
  };
}

/** The variables that a build has met, by name. */
export type Variables = Map<string, Variable>;

/**
 * Adds the variables of a kustomization, and marks the resource that each takes its value from with its name, so that it is found whatever
 * becomes of it (kustomize api 0.20, ResAccumulator.MergeVars). Without a namespace a variable means any.
 *
 * Throws `var` where several resources are meant, or a name is there already.
 */
export function addVariables(variables: Variables, added: readonly Variable[], resources: ResourceList): void {
  for (const one of added) {
    const target: ResourceId = { ...one.object, clusterScoped: false };
    const matches = target.namespace === '' ? equalKindAndName : equalIds;
    const found = matchAnyId(resources, (id) => matches(id, target));
    const [resource] = found;
    if (found.length > 1) {
      const where = found.map(({ root }) => `${root.place.file}:${root.place.line}`).join(', ');
      const message = `found ${found.length} resId matches for var ${one.name} (unable to disambiguate): ${where}: give its objref a namespace`;
      throw new KustomizeError('var', message, { place: one.place });
    }
    resource?.varNames.push(one.name);
  }
  mergeVariables(variables, added);
}

/** Adds variables that a base has. Throws `var` where a name is there already. */
export function mergeVariables(variables: Variables, added: Iterable<Variable>): void {
  for (const one of added) {
    if (variables.has(one.name))
      throw new KustomizeError('var', `var '${one.name}' already encountered: give it another name`, {
        place: one.place,
      });
    variables.set(one.name, one);
  }
}
