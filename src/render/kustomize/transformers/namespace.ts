import { KustomizeError } from '../error.ts';
import { getNode, isNull, type Node, type ScalarChange, textOf } from '../node/index.ts';
import {
  apiVersionText,
  currentId,
  idKey,
  idText,
  kindOf,
  metadataTexts,
  type Resource,
  storePreviousId,
} from '../resource/index.ts';
import { fieldSpec, type FieldSpec } from '../tables/index.ts';
import type { BuildContext, Transformer } from '../transformer.ts';
import { type FieldVisitor, walkField, walkFields } from './field-spec/index.ts';
import type { Text } from '../fields/index.ts';
import { setMember, setScalar, wrongKind } from './set-scalar.ts';

/** Which subjects of role bindings get the namespace: those called `default`, all service accounts, or none. */
export const subjectModes = ['defaultOnly', 'allServiceAccounts', 'none'] as const;

/** One of them. */
export type SubjectMode = (typeof subjectModes)[number];

/** What a namespace transformer is told. */
export interface NamespaceOptions {
  readonly namespace: Text;
  readonly fieldSpecs: readonly FieldSpec[];
  /** Fields that have a namespace keep it. */
  readonly unsetOnly?: boolean;
  /** Default: `defaultOnly`. */
  readonly setRoleBindingSubjects?: SubjectMode;
}

const name = 'NamespaceTransformer';
const helmGenerated = 'internal.config.kubernetes.io/helm-generated';
const bindings: ReadonlySet<string> = new Set(['RoleBinding', 'ClusterRoleBinding']);
const metadataNamespace = fieldSpec({ path: 'metadata/namespace', create: true });

/**
 * Puts resources into a namespace (kustomize api 0.20, NamespaceTransformer and filters/namespace): `metadata.namespace` of all whose kind is
 * not certainly cluster-scoped, subjects of role bindings, and the fields of `fieldSpecs`. With an empty namespace it does nothing.
 *
 * Throws `transformer` where a namespace should go into a list or map, `conflict` where two resources get one id.
 */
export function namespaceTransformer(options: NamespaceOptions): Transformer {
  const { namespace, fieldSpecs, unsetOnly = false, setRoleBindingSubjects = 'defaultOnly' } = options;
  const change: ScalarChange = { text: namespace.text, place: namespace.place, changedBy: name, as: 'string' };
  const set = (node: Node): void => {
    if (!unsetOnly || textOf(node) === '' || isNull(node)) setScalar(node, change);
  };
  const visitor: FieldVisitor = { create: 'scalar', author: { place: namespace.place, changedBy: name }, visit: set };
  const rules = { change, visitor, unsetOnly, subjects: setRoleBindingSubjects, fieldSpecs };
  return {
    name,
    transform(resources, context) {
      if (namespace.text === '') return;
      const taken = new IdCounts(resources);
      for (const resource of resources) {
        context.checkpoint();
        if (isOfHelm(resource, context)) continue;
        storePreviousId(resource);
        const before = idKey(currentId(resource));
        setNamespaces(resource, rules);
        if (taken.move(before, idKey(currentId(resource))) === 1) continue;
        const id = idText(currentId(resource));
        const message = `namespace transformation produces ID conflict: '${id}' is there twice with namespace ${namespace.text}`;
        throw new KustomizeError('conflict', message, { place: namespace.place });
      }
    },
  };
}

/** Since api 0.21 what a chart made keeps its namespace. */
function isOfHelm({ root }: Resource, { profile }: BuildContext): boolean {
  return profile !== '5.7' && metadataTexts(root, 'annotations').get(helmGenerated) === 'true';
}

/** How many resources have an id. */
class IdCounts {
  readonly #counts = new Map<string, number>();

  constructor(resources: readonly Resource[]) {
    for (const resource of resources) this.#add(idKey(currentId(resource)), 1);
  }

  move(from: string, to: string): number {
    this.#add(from, -1);
    return this.#add(to, 1);
  }

  #add(key: string, change: number): number {
    const count = (this.#counts.get(key) ?? 0) + change;
    this.#counts.set(key, count);
    return count;
  }
}

interface Rules {
  readonly change: ScalarChange;
  readonly visitor: FieldVisitor;
  readonly unsetOnly: boolean;
  readonly subjects: SubjectMode;
  readonly fieldSpecs: readonly FieldSpec[];
}

function setNamespaces(resource: Resource, rules: Rules): void {
  const specs = rules.fieldSpecs.filter((spec) => isAsked(spec, resource));
  if (!currentId(resource).clusterScoped) walkField(resource, metadataNamespace, rules.visitor);
  if (bindings.has(kindOf(resource.root))) setSubjects(resource, rules);
  walkFields(resource, specs, rules.visitor);
}

/** Some field specs are not heard: what they say is done otherwise, or only for objects of Kubernetes' own. */
function isAsked({ path, kind }: FieldSpec, { root }: Resource): boolean {
  if (path === 'metadata/namespace') return false;
  if (path === 'metadata/name' && apiVersionText(root) !== 'v1') return false;
  return !(bindings.has(kindOf(root)) && bindings.has(kind) && path === 'subjects/namespace');
}

const asked: Readonly<Record<SubjectMode, { readonly field: string; readonly text: string } | undefined>> = {
  defaultOnly: { field: 'name', text: 'default' },
  allServiceAccounts: { field: 'kind', text: 'ServiceAccount' },
  none: undefined,
};

function setSubjects({ root }: Resource, { subjects: mode, change, unsetOnly }: Rules): void {
  const wanted = asked[mode];
  const subjects = getNode(root, 'subjects');
  if (wanted === undefined || subjects === undefined || isNull(subjects)) return;
  if (subjects.kind !== 'list') throw wrongKind(subjects, 'a list');
  for (const subject of subjects.items) {
    if (isNull(subject)) continue;
    if (subject.kind !== 'map') throw wrongKind(subject, 'a map');
    const field = subject.entries.get(wanted.field);
    if (field === undefined || isNull(field)) continue;
    if (field.kind !== 'scalar') throw wrongKind(field, 'a text or number');
    if (textOf(field) !== wanted.text) continue;
    const present = subject.entries.get('namespace');
    if (!unsetOnly || present === undefined || isNull(present) || textOf(present) === '')
      setMember(subject, 'namespace', change);
  }
}
