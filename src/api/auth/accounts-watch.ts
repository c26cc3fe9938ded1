import { inCluster } from '../../base/index.ts';
import { type Informer, type InformerSet, type KubeClient, KubeError } from '../../kube/index.ts';
import { type Accounts, readAccounts } from './accounts.ts';
import { accountsSecret } from './ensure-admin.ts';

/** The accounts as they are now. */
export interface AccountsSource {
  /** Undefined until they have been read. */
  current(): Accounts | undefined;
  close(): void;
}

/** Watches the three objects that accounts stand in, each by its name: nothing else of those kinds is read. Throws KubeError. */
export async function watchAccounts(
  client: KubeClient,
  informers: InformerSet,
  namespace: string,
  signal: AbortSignal,
): Promise<AccountsSource> {
  const watch = async (kind: string, name: string) => {
    const resource = await client.discovery.find({ group: '', kind }, signal);
    if (resource === undefined) throw new KubeError('unsupported', `the API server serves no kind ${kind}`);
    const selection = { namespace, fieldSelector: `metadata.name=${name}` };
    return { name, lease: informers.acquire({ cluster: inCluster, client }, resource, selection) };
  };
  const [settings, secret, policy] = await Promise.all([
    watch('ConfigMap', 'argocd-cm'),
    watch('Secret', accountsSecret),
    watch('ConfigMap', 'argocd-rbac-cm'),
  ]);
  let known: Accounts | undefined;
  let synced = false;
  const find = (watched: { readonly name: string; readonly lease: { readonly informer: Informer } }) =>
    watched.lease.informer.get(namespace, watched.name);
  const all = [settings, secret, policy];
  const unsubscribe = all.map(({ lease }) => lease.informer.subscribe(() => (known = undefined)));
  void Promise.all(all.map(({ lease }) => lease.informer.synced(signal))).then(
    () => {
      synced = true;
      known = undefined;
    },
    () => undefined,
  );
  return {
    current: () => {
      if (!synced) return undefined;
      known ??= readAccounts({ settings: find(settings), secret: find(secret), policy: find(policy) });
      return known;
    },
    close: () => {
      for (const end of unsubscribe) end();
      for (const { lease } of all) lease.release();
    },
  };
}
