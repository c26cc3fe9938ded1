import type { Clock, Logger, Random } from '../base/index.ts';
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts';
import { defaultClasses } from './admission/default-classes.ts';
import { storageProtection } from './admission/storage-protection.ts';
import { podPlacement } from './admission/pod-placement.ts';
import { serviceAccountAdmission } from './admission/service-account.ts';
import { RbacAuthorizer } from './authorization/rbac-authorizer.ts';
import { ServiceAccountTokens } from './authorization/service-account-tokens.ts';
import { limitRanger } from './admission/limit-ranger.ts';
import { podSecurity } from './admission/pod-security/pod-security.ts';
import { resourceQuota } from './admission/resource-quota/resource-quota.ts';
import { validatingPolicies } from './admission/policies/validating-policies.ts';
import { mutatingWebhooks, validatingWebhooks } from './admission/webhooks/webhooks.ts';
import { privilegeEscalation } from './admission/privilege-escalation.ts';
import { bootstrap } from './bootstrap.ts';
import { Faults } from './faults/index.ts';
import { PodHandlers } from './handlers/index.ts';
import { loadDefinitions } from './crd/load-definitions.ts';
import { adminToken, anyOf } from './http/access/authentication.ts';
import { DiscoveryDocuments } from './http/discovery.ts';
import { OpenApiDocuments } from './openapi/documents.ts';
import { bindingHandler } from './http/special/binding.ts';
import { reviewHandlers } from './http/special/reviews.ts';
import { subresourceHandlers } from './http/special/handlers.ts';
import type { ServedCluster } from './http/served-cluster.ts';
import type { Cluster } from './machinery/cluster.ts';
import { Registry } from './machinery/registry.ts';
import { builtinRowPrinters } from './printers/builtin-rows.ts';
import { createPrinters } from './printers/printers.ts';
import { builtinBehaviours } from './resources/behaviours.ts';
import { builtinTypes } from './resources/builtin-types.ts';
import { bindingType } from './resources/unlisted-types.ts';
import { ControllerHost } from './workloads/runtime/controller-host.ts';
import { startControllers, startServerControllers } from './workloads/controllers.ts';
import type { Storage } from './storage.ts';
import { createFieldManagement } from './fields/field-management.ts';
import { patching } from './fields/patching.ts';

/** What a cluster is made of. */
export interface ClusterOptions {
  readonly name: string;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The administrator's bearer token. */
  readonly token: string;
  /** The certificate of the cluster's authority, PEM. */
  readonly certificate: string;
  /** The authority's private key, PEM: it signs tokens too. */
  readonly key: string;
  /** Where the API listens; 0 where that is not known yet. */
  readonly port: number;
  /** Whether all controllers run, or those of the API server only. */
  readonly controllers?: boolean;
  /** What stands behind pods that are more than simulated; nothing where absent. */
  readonly pods?: PodHandlers;
}

/** A cluster that runs. */
export interface RunningCluster {
  readonly served: ServedCluster;
  close(): Promise<void>;
}

/** Puts a cluster together and lets its controllers run. */
export async function createServedCluster(options: ClusterOptions): Promise<RunningCluster> {
  const { storage, clock, random, logger } = options;
  const registry = new Registry();
  const authorizer = new RbacAuthorizer(storage);
  const accountTokens = new ServiceAccountTokens(storage, random, () => clock.now(), options.key);
  for (const type of builtinTypes(builtinBehaviours())) registry.set(type);
  const cluster: Cluster = {
    name: options.name,
    storage,
    registry,
    fields: createFieldManagement(),
    patching,
    printers: createPrinters(builtinRowPrinters, () => clock.now()),
    admission: [
      namespaceLifecycle,
      serviceAccountAdmission,
      podPlacement,
      storageProtection,
      defaultClasses,
      privilegeEscalation(authorizer),
      limitRanger,
      podSecurity,
      mutatingWebhooks(authorizer),
      validatingPolicies(authorizer),
      validatingWebhooks(authorizer),
      resourceQuota,
    ],
    clock,
    random,
    logger,
  };
  const served: ServedCluster = {
    cluster,
    authorizer,
    tokens: anyOf(adminToken(options.token), accountTokens),
    discovery: new DiscoveryDocuments(registry),
    openApi: new OpenApiDocuments(registry),
    faults: new Faults(random, () => storage.resourceVersion),
    creators: new Map([...reviewHandlers, ['/bindings', bindingHandler(bindingType())]]),
    subresources: subresourceHandlers(accountTokens, options.pods ?? new PodHandlers()),
  };
  loadDefinitions(cluster);
  await bootstrap(cluster, options.port, options.controllers === false);
  const controllers = new ControllerHost(cluster);
  startServerControllers(controllers);
  if (options.controllers !== false) {
    startControllers(controllers, storage, { certificate: options.certificate, tokens: accountTokens });
  }
  return {
    served,
    close: async () => {
      await controllers.close();
      authorizer.stop();
      await storage.close();
    },
  };
}
