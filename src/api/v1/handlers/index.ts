import { ContractRouter, createAccess } from '../http/index.ts';
import { addAccountRoutes } from './accounts.ts';
import { addActionRoutes } from './actions.ts';
import { addDeliveryRoutes } from './deliveries.ts';
import type { V1Ports } from './ports.ts';
import { addObjectRoutes } from './objects.ts';
import { addPreviewRoutes } from './previews.ts';
import { addSessionRoutes } from './session.ts';
import { addSourceRoute } from './sources.ts';
import { addStreamRoute } from './stream.ts';
import { openApiDocument } from '../openapi.ts';
import { jsonAnswer } from '../http/index.ts';

export type { LookedAt, LookOptions, Looks, V1Ports } from './ports.ts';

/** Every route of the API. */
export function createV1(ports: V1Ports): ContractRouter {
  const access = createAccess(ports.accounts, ports.clock);
  const router = new ContractRouter(access, ports.logger);
  addSessionRoutes(router, ports);
  addAccountRoutes(router, ports);
  addDeliveryRoutes(router, ports);
  addObjectRoutes(router, ports);
  addActionRoutes(router, ports);
  addPreviewRoutes(router, ports);
  addSourceRoute(router, ports);
  addStreamRoute(router, ports, access);
  let document: ReturnType<typeof openApiDocument> | undefined;
  router.app.get('/openapi.json', (context) => jsonAnswer(context, (document ??= openApiDocument())));
  return router;
}
