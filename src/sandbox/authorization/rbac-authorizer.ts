import { type JsonObject, type KubeObject, objectAt, objectsAt, textAt } from '../../base/index.ts';
import type { UserInfo } from '../machinery/cluster.ts';
import type { Storage } from '../storage.ts';
import type { AuthorizationDecision, AuthorizationQuestion, Authorizer } from './authorizer.ts';
import { type PolicyRule, readRule, ruleAllows } from './rules.ts';

const prefix = 'rbac.authorization.k8s.io/';
/** Who may do everything, whatever the roles say. */
export const superGroup = 'system:masters';

/** Answers from the Roles and bindings of a cluster (kubernetes 1.36, plugin/pkg/auth/authorizer/rbac). */
export class RbacAuthorizer implements Authorizer {
  readonly #storage: Storage;
  readonly #tail: { stop(): void } | undefined;
  /** Storage prefix → what is below it, until something changes. */
  readonly #lists = new Map<string, readonly KubeObject[]>();
  readonly #rules = new WeakMap<KubeObject, readonly PolicyRule[]>();

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#tail = storage.tail(prefix, storage.resourceVersion, () => this.#lists.clear());
  }

  decide(question: AuthorizationQuestion): AuthorizationDecision {
    const { user } = question;
    if (user.groups.includes(superGroup)) return { allowed: true, reason: '' };
    const namespace = question.kind === 'resource' ? question.namespace : '';
    for (const grant of this.#grants(user, namespace)) {
      if (grant.rules.some((rule) => ruleAllows(rule, question))) return { allowed: true, reason: reasonOf(grant) };
    }
    return { allowed: false, reason: '' };
  }

  rulesOf(user: UserInfo, namespace: string): readonly PolicyRule[] {
    return [...this.#grants(user, namespace)].flatMap(({ rules }) => rules);
  }

  /** The rules of a role; undefined where there is none. */
  rulesOfRole(namespace: string, reference: JsonObject): readonly PolicyRule[] | undefined {
    const name = textAt(reference, 'name');
    const key = textAt(reference, 'kind') === 'ClusterRole' ? `clusterroles//${name}` : `roles/${namespace}/${name}`;
    const role = this.#storage.get(prefix + key)?.object;
    if (role === undefined) return undefined;
    let rules = this.#rules.get(role);
    if (rules === undefined) {
      rules = objectsAt(role, 'rules').map(readRule);
      this.#rules.set(role, rules);
    }
    return rules;
  }

  stop(): void {
    this.#tail?.stop();
  }

  *#grants(user: UserInfo, namespace: string): Generator<Grant> {
    yield* this.#grantsOf(user, this.#list('clusterrolebindings/'), '');
    if (namespace !== '') yield* this.#grantsOf(user, this.#list(`rolebindings/${namespace}/`), namespace);
  }

  *#grantsOf(user: UserInfo, bindings: readonly KubeObject[], namespace: string): Generator<Grant> {
    for (const binding of bindings) {
      const subject = objectsAt(binding, 'subjects').find((candidate) => isSubject(candidate, user, namespace));
      if (subject === undefined) continue;
      const rules = this.rulesOfRole(namespace, objectAt(binding, 'roleRef'));
      if (rules !== undefined) yield { binding, subject, rules };
    }
  }

  #list(below: string): readonly KubeObject[] {
    let list = this.#lists.get(below);
    if (list === undefined) {
      list = this.#storage.scan(prefix + below).map((stored) => stored.object);
      this.#lists.set(below, list);
    }
    return list;
  }
}

interface Grant {
  readonly binding: KubeObject;
  readonly subject: JsonObject;
  readonly rules: readonly PolicyRule[];
}

function isSubject(subject: JsonObject, user: UserInfo, namespace: string): boolean {
  const name = textAt(subject, 'name');
  switch (textAt(subject, 'kind')) {
    case 'User':
      return name === user.name;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount': {
      const own = textAt(subject, 'namespace') || namespace;
      return own !== '' && user.name === `system:serviceaccount:${own}:${name}`;
    }
    default:
      return false;
  }
}

function reasonOf({ binding, subject }: Grant): string {
  const { name, namespace } = binding.metadata;
  const of = `${textAt(binding, 'roleRef', 'kind')} ${JSON.stringify(textAt(binding, 'roleRef', 'name'))}`;
  const account = textAt(subject, 'kind') === 'ServiceAccount';
  const who = account ? `${textAt(subject, 'name')}/${textAt(subject, 'namespace')}` : textAt(subject, 'name');
  const bound = namespace === undefined ? name : `${name}/${namespace}`;
  return `RBAC: allowed by ${binding.kind} ${JSON.stringify(bound)} of ${of} to ${textAt(subject, 'kind')} ${JSON.stringify(who)}`;
}
