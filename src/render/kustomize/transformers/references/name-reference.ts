import { KustomizeError } from '../../error.ts';
import {
  getNode,
  isNull,
  type MapNode,
  type Node,
  type ScalarNode,
  setText,
  stringNode,
  textOf,
} from '../../node/index.ts';
import {
  type Gvk,
  isSelectedGvk,
  nameOf,
  namespaceOf,
  originalId,
  type Resource,
  type ResourceList,
} from '../../resource/index.ts';
import type { FieldSpec } from '../../tables/index.ts';
import type { BuildContext, Transformer } from '../../transformer.ts';
import type { NameReference } from '../config/index.ts';
import { walkPath } from '../field-spec/index.ts';
import { wrongKind } from '../set-scalar.ts';
import { Candidates } from './candidates.ts';
import { Referrer } from './referrer.ts';

const name = 'NameReferenceTransformer';

/**
 * Puts new names in the place of old ones wherever a resource names another (kustomize api 0.20, accumulator/namereferencetransformer.go and
 * filters/nameref). Done once, when all names have changed. Costs a look at each field in question and none at other resources.
 *
 * Throws `ambiguous-reference` where more than one resource may be meant, `transformer` where a field holds what can be no name.
 */
export function nameReferenceTransformer(references: readonly NameReference[]): Transformer {
  return {
    name,
    transform(resources: ResourceList, context: BuildContext): void {
      const candidates = new Candidates(resources);
      const fields = new ReferenceFields(references);
      for (const resource of resources) {
        context.checkpoint();
        const referrer = new Referrer(resource, candidates);
        for (const field of fields.of(originalId(resource))) {
          const names = new NameSetter(referrer, field);
          walkPath(resource, field.spec, {
            author: { place: resource.root.place, changedBy: name },
            visit: (node) => names.set(node),
          });
        }
      }
    },
  };
}

/** A field that names objects of a kind. */
interface ReferenceField {
  readonly spec: FieldSpec;
  readonly target: Partial<Gvk>;
}

/** The fields in which objects of a kind name others, found once a kind. */
class ReferenceFields {
  readonly #references: readonly NameReference[];
  readonly #byKind = new Map<string, readonly ReferenceField[]>();

  constructor(references: readonly NameReference[]) {
    this.#references = references;
  }

  of(gvk: Gvk): readonly ReferenceField[] {
    const key = `${gvk.group}\0${gvk.version}\0${gvk.kind}`;
    let fields = this.#byKind.get(key);
    if (fields === undefined) {
      fields = this.#references.flatMap((target) =>
        target.fields.filter((spec) => isSelectedGvk(gvk, spec)).map((spec) => ({ spec, target })),
      );
      this.#byKind.set(key, fields);
    }
    return fields;
  }
}

class NameSetter {
  readonly #referrer: Referrer;
  readonly #field: ReferenceField;
  readonly #isRoleRef: boolean;

  constructor(referrer: Referrer, field: ReferenceField) {
    this.#referrer = referrer;
    this.#field = field;
    this.#isRoleRef = field.spec.path.endsWith('roleRef/name');
  }

  set(node: Node): void {
    if (node.kind !== 'list') {
      this.#setOne(node);
      return;
    }
    for (const item of node.items) {
      if (item.kind === 'list') throw wrongKind(item, 'a name, or a map with one');
      this.#setOne(item);
    }
  }

  #setOne(node: Node): void {
    if (node.kind === 'map') this.#setMap(node);
    else if (node.kind === 'scalar' && !isNull(node)) this.#setName(node);
  }

  #setName(node: ScalarNode): void {
    const referral = this.#find(textOf(node), undefined, false);
    if (referral !== undefined) rename(node, referral);
  }

  #setMap(node: MapNode): void {
    const nameNode = node.entries.get('name');
    if (nameNode === undefined) {
      const message = `path config error; no 'name' field in node: '${this.#field.spec.path}' must lead to a map with one`;
      throw new KustomizeError('transformer', message, { place: node.place });
    }
    const beside = node.entries.get('namespace');
    const referral = this.#find(textOf(nameNode), beside === undefined ? undefined : textOf(beside), true);
    if (referral === undefined) return;
    if (nameNode.kind === 'scalar') rename(nameNode, referral);
    const namespace = namespaceOf(referral.root);
    if (namespace === '') return;
    const place = getNode(referral.root, 'metadata', 'namespace')?.place ?? referral.root.place;
    if (beside?.kind !== 'scalar') node.entries.set('namespace', stringNode(namespace, place, name));
    else if (textOf(beside) !== namespace) setText(beside, { text: namespace, place, changedBy: name, as: 'plain' });
  }

  #find(text: string, namespace: string | undefined, withNamespace: boolean): Resource | undefined {
    const { target } = this.#field;
    const referral = this.#referrer.find({ target, name: text, namespace, isRoleRef: this.#isRoleRef, withNamespace });
    referral?.referredBy.push(this.#referrer.id);
    return referral;
  }
}

function rename(node: ScalarNode, { root }: Resource): void {
  const text = nameOf(root);
  if (text === textOf(node)) return;
  const place = getNode(root, 'metadata', 'name')?.place ?? root.place;
  setText(node, { text, place, changedBy: name, as: 'plain' });
}
