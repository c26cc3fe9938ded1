import { jsonAt, type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import type { Subject } from '../../auth/index.ts';
import { deliveryIdOf } from '../../deliveries/index.ts';
import type { DeliveryView } from '../../contract/index.ts';
import type { V1Ports, VisibleDelivery } from './ports.ts';

/** How many relations of a delivery are told. */
const maxRelations = 200;

/** Everything on one delivery but its objects. */
export function detailOf(ports: V1Ports, subject: Subject, { kind, owner, entry }: VisibleDelivery): DeliveryView {
  const { relations, ...detail } = kind.detail(owner, ports.deliveries.context());
  const mayAct = ports.authorizer.may(subject, 'act', entry.row);
  return {
    row: entry.row,
    ...detail,
    relations: relationsOf(ports, subject, owner, [
      ...relations,
      ...parentOf(ports, owner),
      ...childrenOf(ports, { kind, owner }),
      ...neededBy(ports, owner),
    ]),
    actions: kind.actions.map((action) => {
      const why = mayAct ? kind.refusal(owner, action) : 'you may look, and not act';
      return { action, allowed: why === undefined, ...(why === undefined ? {} : { why }) };
    }),
  };
}

type Relation = Pick<DeliveryView['relations'][number], 'id' | 'as'>;

/** The delivery that an owner is an object of: an app of apps, or a Kustomization with owners in it. */
function parentOf({ trackers }: V1Ports, owner: KubeObject): Relation[] {
  for (const tracker of trackers) {
    const parent = tracker.ownerOf(owner);
    if (parent !== undefined) return [{ id: `${parent.kind}/${parent.namespace}/${parent.name}`, as: 'parent' }];
  }
  return [];
}

/** The deliveries among what a delivery owns. */
function childrenOf({ deliveries }: V1Ports, { kind, owner }: Pick<VisibleDelivery, 'kind' | 'owner'>): Relation[] {
  const kinds = new Set(deliveries.kinds().map((known) => `${known.kind.group}/${known.kind.kind}`));
  return deliveries
    .owned(kind, owner)
    .filter((object) => kinds.has(`${object.group}/${object.kind}`))
    .map((object) => ({ id: `${object.kind}/${object.namespace}/${object.name}`, as: 'child' as const }));
}

/** Those of the same kind that depend on an owner (Flux `dependsOn`). */
function neededBy({ deliveries }: V1Ports, owner: KubeObject): Relation[] {
  const { namespace = '', name = '' } = owner.metadata;
  const found: Relation[] = [];
  for (const { object } of deliveries.owners()) {
    if (object.kind !== owner.kind || jsonAt(object, 'spec', 'dependsOn') === undefined) continue;
    const needs = objectsAt(object, 'spec', 'dependsOn').some(
      (entry) =>
        textAt(entry, 'name') === name && (textAt(entry, 'namespace') || object.metadata.namespace) === namespace,
    );
    if (needs) found.push({ id: deliveryIdOf(object), as: 'needed-by' });
  }
  return found;
}

/** Relations with what is known of the other side; those that the subject may not see are left out. */
function relationsOf(
  { deliveries, authorizer }: V1Ports,
  subject: Subject,
  owner: KubeObject,
  relations: readonly Relation[],
): DeliveryView['relations'] {
  const known = new Map(
    relations
      .filter(({ id }) => id !== deliveryIdOf(owner))
      .map((relation) => [`${relation.as} ${relation.id}`, relation]),
  );
  return [...known.values()].slice(0, maxRelations).flatMap((relation): DeliveryView['relations'] => {
    const other = deliveries.index.get(relation.id);
    // One that is not there is named by the spec or the status of what the subject sees anyway.
    if (other === undefined) return [{ ...relation, exists: false }];
    if (!authorizer.may(subject, 'read', other.row)) return [];
    return [{ ...relation, exists: true, health: other.row.health.status, sync: other.row.sync.status }];
  });
}
