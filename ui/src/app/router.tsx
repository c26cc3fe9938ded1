import { createRootRoute, createRoute, createRouter, type ErrorComponentProps, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { DeliveriesScreen, readListSearch } from '../deliveries/index.ts';
import { Blank } from '../design/index.ts';
import { Problem } from '../design/problem.tsx';
import { parseSearch, stringifySearch } from './address.ts';
import { readDeliverySearch } from './delivery-search.ts';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Broken });

const deliveries = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readListSearch,
  component: DeliveriesScreen,
});

const delivery = createRoute({
  getParentRoute: () => root,
  path: '/deliveries/$kind/$namespace/$name',
  validateSearch: readDeliverySearch,
}).lazy(async () => (await import('../delivery/route.tsx')).deliveryRoute);

const routeTree = root.addChildren([deliveries, delivery]);

/** The screens by their addresses. */
export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

function NotFound(): ReactNode {
  return (
    <Blank title="There is no such page">
      <Link to="/">All deliveries</Link>
    </Blank>
  );
}

function Broken({ error }: ErrorComponentProps): ReactNode {
  return (
    <Blank title="This screen broke">
      <Problem of={error instanceof Error ? error : new Error(String(error))} />
      <button type="button" className="button" onClick={() => location.reload()}>
        Load it again
      </button>
    </Blank>
  );
}
