import { type Clock, type Logger, messageOf, type Metrics, type Random, sleep } from '../../base/index.ts';
import { applicationTracker } from '../../argocd/index.ts';
import {
  type AccountsSource,
  type ContractRouter,
  createSignIn,
  createV1,
  deliveryKinds,
  DeliveryPages,
  DeliveryWatch,
  ensureAdmin,
  roleAuthorizer,
  threadedHasher,
  watchAccounts,
  WatchedTrees,
} from '../../api/index.ts';
import { helmReleaseTracker, kustomizationTracker } from '../../flux/index.ts';
import { InformerSet, type InformerTuning, type KubeConnection } from '../../kube/index.ts';
import { startWhenServed } from '../controllers/index.ts';
import type { OwnerLooks } from './owner-looks.ts';

/** What the page's API stands on. */
export interface PageApiOptions {
  readonly home: KubeConnection;
  readonly looks: () => OwnerLooks | undefined;
  readonly controlPlane: string;
  readonly observing: () => ReadonlyMap<string, string>;
  readonly informers?: Partial<InformerTuning>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The page's API: its routes, and what they read. */
export interface PageApi {
  readonly router: ContractRouter;
  /** Makes the administrator, and watches accounts and deliveries, until it is closed. Returns at once; what fails is tried again. */
  start(): void;
  close(): Promise<void>;
}

/** The longest wait before a start is tried again. */
const maxRetryMs = 30_000;

/** Composes the page's API. Nothing is read before it is started. */
export function createPageApi(options: PageApiOptions): PageApi {
  const { home, controlPlane, clock, random, logger, metrics } = options;
  const { client } = home;
  const stop = new AbortController();
  const tuning = options.informers === undefined ? {} : { tuning: options.informers };
  const informers = new InformerSet({ clock, random, logger, metrics, ...tuning });
  const hasher = threadedHasher();
  let accounts: AccountsSource | undefined;
  const deliveries = new DeliveryWatch({
    client,
    informers,
    kinds: deliveryKinds,
    readCommit: async (owner, commit, signal) => options.looks()?.commit(owner, commit, signal),
    now: () => clock.now(),
    logger,
  });
  const authorizer = roleAuthorizer;
  const trees = new WatchedTrees(clock);
  const router = createV1({
    accounts: () => accounts,
    signIn: createSignIn({ hasher, clock, random }),
    tokens: { client, namespace: controlPlane, clock, random },
    authorizer,
    deliveries,
    pages: new DeliveryPages(deliveries.index, authorizer),
    looks: options.looks,
    trees,
    home: client,
    trackers: [applicationTracker(controlPlane), kustomizationTracker, helmReleaseTracker],
    observing: options.observing,
    epoch: Buffer.from(random.bytes(6)).toString('hex'),
    clock,
    logger,
  });
  const again = async (what: string, attempt: () => Promise<void>): Promise<void> => {
    for (let wait = 500; !stop.signal.aborted; wait = Math.min(maxRetryMs, wait * 2)) {
      try {
        return await attempt();
      } catch (error) {
        if (stop.signal.aborted) return;
        logger.debug(`${what} failed; it is tried again`, { error: messageOf(error), retryMs: wait });
        await sleep(clock, wait, stop.signal).catch(() => undefined);
      }
    }
  };
  return {
    router,
    start: () => {
      options.looks()?.objects.subscribe((object) => {
        trees.changed(object);
        for (const id of trees.of(object)) deliveries.index.touch(`tree ${id}`);
      });
      void again('making the administrator', () =>
        ensureAdmin(client, controlPlane, { hasher, random, clock }, stop.signal),
      );
      void again('reading accounts', async () => {
        accounts = await watchAccounts(client, informers, controlPlane, stop.signal);
      });
      void again('watching deliveries', async () => {
        await startWhenServed(deliveries.awaited(), { client, informers, logger }, stop.signal);
        deliveries.begun();
      });
    },
    close: async () => {
      stop.abort();
      deliveries.close();
      accounts?.close();
      informers.close();
      await hasher.close();
    },
  };
}
