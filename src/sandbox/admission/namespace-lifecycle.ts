import type { AdmissionPlugin } from '../machinery/admission.ts';
import { forbidden, notFound } from '../machinery/api-error.ts';

const namespaces = { group: '', plural: 'namespaces' };
/** Namespaces that cannot be deleted. */
const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/** Nothing is made in a namespace that is not there or is being deleted (apiserver admission/plugin/namespace/lifecycle). */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit: ({ cluster, operation, type, namespace, name }) => {
    if (!type.namespaced || operation !== 'CREATE') return;
    const found = cluster.storage.get(`/namespaces//${namespace}`)?.object;
    if (found === undefined) throw notFound(namespaces, namespace);
    if (found.metadata.deletionTimestamp === undefined) return;
    throw forbidden(
      type,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    );
  },
  validate: ({ operation, type, name }) => {
    if (operation !== 'DELETE' || type.plural !== 'namespaces' || type.group !== '' || !immortal.has(name)) return;
    throw forbidden(namespaces, name, 'this namespace may not be deleted');
  },
};
