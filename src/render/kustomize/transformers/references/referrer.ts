import { KustomizeError } from '../../error.ts';
import { getNode, isNull, textOf } from '../../node/index.ts';
import {
  currentId,
  effectiveNamespace,
  type Gvk,
  idText,
  isSelectedGvk,
  kindOf,
  nameOf,
  namespaceOf,
  noNamespace,
  type Resource,
  type ResourceId,
} from '../../resource/index.ts';
import { isSameContext } from '../same-context.ts';
import type { Candidate, Candidates } from './candidates.ts';

/** What a name is looked up as. */
export interface NameUse {
  /** The kind of what is named. */
  readonly target: Partial<Gvk>;
  readonly name: string;
  /** The namespace that stands beside the name, where one does. */
  readonly namespace?: string | undefined;
  /** Whether it is the name of a `roleRef`, whose kind and group then count. */
  readonly isRoleRef: boolean;
  /** Whether namespaces are taken over too, so that candidates in two of them are not the same. */
  readonly withNamespace: boolean;
}

/** A resource that may name others: finds whom it means (kustomize api 0.20, filters/nameref). */
export class Referrer {
  readonly resource: Resource;
  readonly id: ResourceId;
  readonly #namespace: string;
  readonly #candidates: Candidates;
  readonly #subjectNamespaces: ReadonlySet<string>;
  readonly #roleRef: Partial<Gvk> | undefined;
  readonly #readIn = new Map<string, boolean>();

  constructor(resource: Resource, candidates: Candidates) {
    this.resource = resource;
    this.id = currentId(resource);
    this.#namespace = effectiveNamespace(this.id);
    this.#candidates = candidates;
    this.#subjectNamespaces = subjectNamespaces(resource, this.id);
    this.#roleRef = roleRefOf(resource);
  }

  /**
   * The resource that was called `name` and is meant by it here; undefined where there is none.
   *
   * Throws `ambiguous-reference` where there are several that are not called the same now.
   */
  find(use: NameUse): Resource | undefined {
    let found = this.#candidates
      .calledBefore(use.name)
      .filter(
        (candidate) =>
          this.#mayName(candidate) &&
          this.#isIn(candidate, use.namespace) &&
          wasSelected(candidate, use.target) &&
          (!use.isRoleRef || this.#roleRef === undefined || wasSelected(candidate, this.#roleRef)) &&
          this.#isNear(candidate),
      )
      .map(({ resource }) => resource);
    if (found.length <= 1) return found[0];
    found = found.filter((resource) => isSameContext(resource, this.resource, true));
    if (found.length > 1) found = found.filter((resource) => isSameContext(resource, this.resource, false));
    const [first] = found;
    if (first === undefined || found.every((other) => areSame(first, other, use.withNamespace))) return first;
    throw this.#ambiguous(use, found);
  }

  /** What lies in another namespace is named only by what lies in none, and by role bindings whose subjects are there. */
  #mayName({ id, namespace, resource }: Candidate): boolean {
    return (
      this.id.clusterScoped ||
      id.clusterScoped ||
      namespace === this.#namespace ||
      this.#subjectNamespaces.has(namespaceOf(resource.root))
    );
  }

  /** A namespace beside a name means the one that a resource was read in, or where none was read in it, the one that it is in. */
  #isIn(candidate: Candidate, wanted: string | undefined): boolean {
    if (wanted === undefined) return true;
    if (wanted === noNamespace) return false;
    let readIn = this.#readIn.get(wanted);
    if (readIn === undefined) {
      readIn = this.#candidates.readIn(wanted).some((other) => this.#mayName(other));
      this.#readIn.set(wanted, readIn);
    }
    return wanted === (readIn ? candidate.readIn : candidate.namespace);
  }

  #isNear({ id, namespace, resource }: Candidate): boolean {
    return (
      this.id.clusterScoped ||
      id.clusterScoped ||
      kindOf(resource.root) === 'ServiceAccount' ||
      namespace === this.#namespace
    );
  }

  #ambiguous({ name }: NameUse, found: readonly Resource[]): KustomizeError {
    const ids = found.map((resource) => idText(currentId(resource))).join(', ');
    const message = `found multiple possible referrals: '${name}' in ${idText(this.id)} may mean ${ids}: give them different names`;
    return new KustomizeError('ambiguous-reference', message, { place: this.resource.root.place });
  }
}

function wasSelected({ previous }: Candidate, gvk: Partial<Gvk>): boolean {
  return previous.some((id) => isSelectedGvk(id, gvk));
}

function areSame(one: Resource, other: Resource, withNamespace: boolean): boolean {
  return (
    nameOf(one.root) === nameOf(other.root) && (!withNamespace || namespaceOf(one.root) === namespaceOf(other.root))
  );
}

/** Kind and group of a role binding's role; undefined where it does not say both, and then they do not count. */
function roleRefOf({ root }: Resource): Partial<Gvk> | undefined {
  const group = getNode(root, 'roleRef', 'apiGroup');
  const kind = getNode(root, 'roleRef', 'kind');
  return group === undefined || kind === undefined ? undefined : { group: textOf(group), kind: textOf(kind) };
}

/** The namespaces of a RoleBinding's service accounts (kustomize api 0.20, resmap getNamespacesForRoleBinding). */
function subjectNamespaces({ root }: Resource, id: ResourceId): ReadonlySet<string> {
  const namespaces = new Set<string>();
  const subjects = id.kind === 'RoleBinding' ? getNode(root, 'subjects') : undefined;
  if (subjects?.kind !== 'list') return namespaces;
  for (const subject of subjects.items) {
    const namespace = getNode(subject, 'namespace');
    if (namespace === undefined || textOf(getNode(subject, 'kind')) !== 'ServiceAccount') continue;
    if (isNull(namespace) || namespace.kind !== 'scalar')
      throw new KustomizeError(
        'transformer',
        `namespace is blank for resource ${idText(id)}: take it out of the subject`,
        {
          place: namespace.place,
        },
      );
    namespaces.add(textOf(namespace));
  }
  return namespaces;
}
