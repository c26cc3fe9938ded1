import { type KubeObject, objectAt, objectsAt, textAt } from '../../base/index.ts';
import { age, rowsOf } from './cells.ts';
import type { RowPrinter } from './table.ts';

const roleRows = rowsOf([['Created At', 'date']], (role) => [role.metadata.creationTimestamp ?? '']);
const bindingRows = rowsOf(['Role', 'Age', 'Users*', 'Groups*', 'ServiceAccounts*'], (binding, now) => {
  const role = objectAt(binding, 'roleRef');
  return [
    `${textAt(role, 'kind')}/${textAt(role, 'name')}`,
    age(binding, now),
    subjects(binding, 'User'),
    subjects(binding, 'Group'),
    subjects(binding, 'ServiceAccount'),
  ];
});
const webhookRows = rowsOf([['Webhooks', 'integer'], 'Age'], (configuration, now) => [
  objectsAt(configuration, 'webhooks').length,
  age(configuration, now),
]);

/** What roles and admission show (kubernetes 1.36, printers/internalversion), by `group/kind`. */
export const accessRows: Readonly<Record<string, RowPrinter>> = {
  'rbac.authorization.k8s.io/Role': roleRows,
  'rbac.authorization.k8s.io/ClusterRole': roleRows,
  'rbac.authorization.k8s.io/RoleBinding': bindingRows,
  'rbac.authorization.k8s.io/ClusterRoleBinding': bindingRows,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': webhookRows,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': webhookRows,
};

function subjects(binding: KubeObject, kind: string): string {
  return objectsAt(binding, 'subjects')
    .filter((subject) => subject['kind'] === kind)
    .map((subject) => {
      const name = textAt(subject, 'name');
      return kind === 'ServiceAccount' ? `${textAt(subject, 'namespace')}/${name}` : name;
    })
    .join(', ');
}
