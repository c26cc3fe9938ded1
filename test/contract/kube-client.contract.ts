import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type KubeObject, noMetrics, silentLogger, systemClock, systemRandom } from '../../src/base/index.ts';
import {
  type ApiResource,
  EventRecorder,
  type InformerEvent,
  type KubeConnection,
  type ResourceRef,
  runAsLeader,
  ShardMembership,
  startInformer,
  type StreamingKubeClient,
  type WatchEvent,
} from '../../src/kube/index.ts';
import { kubeFailure } from '../support/kube-failure.ts';

const ports = { clock: systemClock, random: systemRandom, logger: silentLogger, metrics: noMetrics };

/**
 * What holds between our client and any API server that is worth the name. The suite works in a namespace of its own, which it removes.
 * It is one file although it is long: it is one description, read from top to bottom, of what a server must do for us.
 */
export function describeKubeClient(title: string, connect: () => Promise<KubeConnection>): void {
  describe(title, () => {
    const namespace = `kube-contract-${systemRandom.uuid().slice(0, 8)}`;
    let connection: KubeConnection;
    let client: StreamingKubeClient;
    let configMaps: ApiResource;

    const kind = async (group: string, name: string): Promise<ApiResource> => {
      const found = await client.discovery.find({ group, kind: name });
      if (found === undefined) throw new Error(`${name} is not served`);
      return found;
    };
    const configMap = (name: string, data: Record<string, string> = {}, metadata: object = {}): KubeObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace, ...metadata },
      data,
    });
    const refTo = (name: string): ResourceRef => ({ resource: configMaps, namespace, name });
    beforeAll(async () => {
      connection = await connect();
      ({ client } = connection);
      configMaps = await kind('', 'ConfigMap');
      await client.create(await kind('', 'Namespace'), {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      });
    });

    afterAll(async () => {
      await client.delete({ resource: await kind('', 'Namespace'), namespace: '', name: namespace });
      await connection.close();
    });

    describe('discovery', () => {
      it('knows what is served, as kubectl api-resources does', async () => {
        expect(await kind('apps', 'Deployment')).toMatchObject({
          version: 'v1',
          plural: 'deployments',
          shortNames: ['deploy'],
          namespaced: true,
        });
        expect((await kind('apps', 'Deployment')).subresources).toEqual(
          expect.arrayContaining(['status', 'scale']) as string[],
        );
        expect(await kind('', 'Namespace')).toMatchObject({ version: 'v1', plural: 'namespaces', namespaced: false });
        expect(await kind('rbac.authorization.k8s.io', 'ClusterRole')).toMatchObject({ namespaced: false });
        expect(await client.discovery.find({ group: 'apps', kind: 'Deployment', version: 'v1beta1' })).toBeUndefined();
        expect(await client.discovery.find({ group: 'nowhere.io', kind: 'Nothing' })).toBeUndefined();
      });

      it('learns of custom resources, with which everything works', async () => {
        const definitions = await kind('apiextensions.k8s.io', 'CustomResourceDefinition');
        const group = `${namespace}.example.com`;
        const schema = {
          type: 'object',
          properties: {
            spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        };
        const version = {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: schema },
        };
        const definition = {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: `things.${group}` },
          spec: {
            group,
            scope: 'Namespaced',
            names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
            versions: [version],
          },
        };
        await client.create(definitions, definition);
        onTestFinished(
          async () =>
            void (await client.delete({ resource: definitions, namespace: '', name: definition.metadata.name })),
        );
        await expect
          .poll(
            () => {
              client.discovery.invalidate();
              return client.discovery.find({ group, kind: 'Thing' });
            },
            { timeout: 20_000 },
          )
          .toBeDefined();
        const things = await kind(group, 'Thing');
        const ref = { resource: things, namespace, name: 'one' };
        const thing = {
          apiVersion: `${group}/v1`,
          kind: 'Thing',
          metadata: { name: 'one', namespace },
          spec: { size: 1 },
        };
        const stored = await client.patch(ref, { kind: 'apply', object: thing }, { fieldManager: 'contract' });
        expect(stored).toMatchObject({ spec: { size: 1 }, metadata: { generation: 1 } });
        const updated = await client.patch(
          ref,
          { kind: 'merge', patch: { status: { phase: 'Ready' }, spec: { size: 9 } } },
          { subresource: 'status' },
        );
        expect(updated).toMatchObject({ spec: { size: 1 }, status: { phase: 'Ready' }, metadata: { generation: 1 } });
        expect((await client.list(things, { namespace })).items).toMatchObject([
          { kind: 'Thing', apiVersion: `${group}/v1`, metadata: { name: 'one' } },
        ]);
        expect(await kubeFailure(client.patch(ref, { kind: 'strategic', patch: {} }))).toMatchObject({
          code: 'unsupported',
        });
      });
    });

    describe('one object', () => {
      it('is created, read, replaced and deleted', async () => {
        const created = await client.create(configMaps, configMap('crud', { a: '1' }), { fieldManager: 'contract' });
        expect(created).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { a: '1' } });
        expect(created.metadata.managedFields?.[0]?.['manager']).toBe('contract');
        expect(await client.get(refTo('crud'))).toEqual(created);
        const replaced = await client.replace(refTo('crud'), { ...created, data: { a: '2' } });
        expect(replaced['data']).toEqual({ a: '2' });
        expect(await client.delete(refTo('crud'))).toBeUndefined();
        expect(await kubeFailure(client.get(refTo('crud')))).toMatchObject({
          code: 'not-found',
          httpStatus: 404,
          object: `configmaps ${namespace}/crud`,
          message: 'configmaps "crud" not found',
        });
      });

      it('may get its name from the server', async () => {
        const made = await client.create(configMaps, {
          ...configMap(''),
          metadata: { generateName: 'made-', namespace },
        });
        expect(made.metadata.name).toMatch(/^made-[a-z0-9]{5}$/);
      });

      it('is not created twice, nor replaced when it has changed', async () => {
        const created = await client.create(configMaps, configMap('twice'));
        expect(await kubeFailure(client.create(configMaps, configMap('twice')))).toMatchObject({
          code: 'already-exists',
          httpStatus: 409,
        });
        await client.patch(refTo('twice'), { kind: 'merge', patch: { data: { b: '1' } } });
        expect(await kubeFailure(client.replace(refTo('twice'), created))).toMatchObject({
          code: 'conflict',
          httpStatus: 409,
        });
        expect(await kubeFailure(client.replace(refTo('missing'), configMap('missing')))).toMatchObject({
          code: 'not-found',
        });
      });

      it('is patched in each form', async () => {
        await client.create(configMaps, configMap('patched', { a: '1', b: '2' }));
        const ref = refTo('patched');
        const merged = await client.patch(ref, { kind: 'merge', patch: { data: { a: null, c: '3' } } });
        expect(merged['data']).toEqual({ b: '2', c: '3' });
        const changed = await client.patch(ref, {
          kind: 'json',
          operations: [
            { op: 'test', path: '/data/b', value: '2' },
            { op: 'replace', path: '/data/b', value: '4' },
          ],
        });
        expect(changed['data']).toEqual({ b: '4', c: '3' });
        expect(
          await kubeFailure(
            client.patch(ref, { kind: 'json', operations: [{ op: 'test', path: '/data/b', value: 'x' }] }),
          ),
        ).toMatchObject({ code: 'invalid' });
        const strategic = await client.patch(ref, {
          kind: 'strategic',
          patch: { data: { $patch: 'replace', z: '9' } },
        });
        expect(strategic['data']).toEqual({ z: '9' });
      });

      it('is applied; a conflict names the other manager; the same again writes nothing', async () => {
        const ref = refTo('applied');
        const apply = (data: Record<string, string>, fieldManager: string, force = false): Promise<KubeObject> =>
          client.patch(ref, { kind: 'apply', object: configMap('applied', data), force }, { fieldManager });
        const first = await apply({ a: '1', b: '1' }, 'one');
        expect((await apply({ a: '1', b: '1' }, 'one')).metadata.resourceVersion).toBe(first.metadata.resourceVersion);
        const conflict = await kubeFailure(apply({ a: '2' }, 'two'));
        expect(conflict).toMatchObject({ code: 'conflict', httpStatus: 409 });
        expect(conflict.message).toContain('"one"');
        expect(await apply({ a: '2' }, 'two', true)).toMatchObject({ data: { a: '2', b: '1' } });
        expect(await apply({ b: '1' }, 'one')).toMatchObject({ data: { a: '2', b: '1' } });
        expect((await apply({}, 'one'))['data']).toEqual({ a: '2' });
      });

      it('is tried without being stored', async () => {
        const tried = await client.create(configMaps, configMap('dry', { a: '1' }), { dryRun: true });
        expect(tried['data']).toEqual({ a: '1' });
        expect(await kubeFailure(client.get(refTo('dry')))).toMatchObject({ code: 'not-found' });
        await client.create(configMaps, configMap('dry'));
        await client.patch(
          refTo('dry'),
          { kind: 'apply', object: configMap('dry', { a: '2' }) },
          { fieldManager: 'x', dryRun: true },
        );
        await client.delete(refTo('dry'), { dryRun: true });
        expect((await client.get(refTo('dry')))['data']).toBeUndefined();
      });

      it('is checked for fields that nobody knows', async () => {
        const odd = { ...configMap('odd'), bogus: 1 };
        const strict = await kubeFailure(client.create(configMaps, odd, { fieldValidation: 'Strict' }));
        expect(strict).toMatchObject({ code: 'bad-request', httpStatus: 400 });
        expect(strict.message).toContain('unknown field "bogus"');
        const warnings: string[] = [];
        await client.create(configMaps, odd, {
          fieldValidation: 'Warn',
          onWarning: (warning) => warnings.push(warning),
        });
        expect(warnings).toEqual(['unknown field "bogus"']);
      });

      it('is refused when it is invalid, with the causes', async () => {
        const error = await kubeFailure(client.create(configMaps, configMap('Not_A_Name')));
        expect(error).toMatchObject({ code: 'invalid', httpStatus: 422 });
        expect(error.status).toMatchObject({ reason: 'Invalid', details: { causes: [{ field: 'metadata.name' }] } });
      });

      it('is deleted only if it is the one that is meant', async () => {
        const created = await client.create(configMaps, configMap('precise'));
        const uid = created.metadata.uid ?? '';
        expect(await kubeFailure(client.delete(refTo('precise'), { preconditions: { uid: 'other' } }))).toMatchObject({
          code: 'conflict',
        });
        expect(await client.delete(refTo('precise'), { preconditions: { uid } })).toBeUndefined();
        expect(await kubeFailure(client.delete(refTo('precise')))).toMatchObject({ code: 'not-found' });
      });

      it('lives on under its finalizers', async () => {
        await client.create(configMaps, configMap('held', {}, { finalizers: ['example.com/hold'] }));
        const held = await client.delete(refTo('held'), { propagation: 'Background' });
        expect(held?.metadata.deletionTimestamp).toBeDefined();
        await client.patch(refTo('held'), { kind: 'merge', patch: { metadata: { finalizers: null } } });
        expect(await kubeFailure(client.get(refTo('held')))).toMatchObject({ code: 'not-found' });
      });

      it('takes an owner with it when the owner goes in the foreground', async () => {
        const owner = await client.create(configMaps, configMap('owner'));
        const reference = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: 'owner',
          uid: owner.metadata.uid,
          blockOwnerDeletion: true,
        };
        await client.create(configMaps, configMap('owned', {}, { ownerReferences: [reference] }));
        const waiting = await client.delete(refTo('owner'), { propagation: 'Foreground' });
        expect(waiting?.metadata.finalizers).toEqual(['foregroundDeletion']);
        await expect
          .poll(() => kubeFailure(client.get(refTo('owner'))).catch(() => 'is there'), { timeout: 60_000 })
          .toMatchObject({ code: 'not-found' });
        expect(await kubeFailure(client.get(refTo('owned')))).toMatchObject({ code: 'not-found' });
      });

      it('has subresources of its own', async () => {
        const accounts = await kind('', 'ServiceAccount');
        await client.create(accounts, {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'robot', namespace },
        });
        const request = {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          metadata: { name: 'robot', namespace },
          spec: { audiences: [], expirationSeconds: 600 },
        };
        const token = await client.create(accounts, request, { subresource: 'token' });
        expect(token['status']).toMatchObject({ token: expect.stringMatching(/^ey/) as string });
        expect(
          await client.raw({ method: 'GET', path: `/api/v1/namespaces/${namespace}/serviceaccounts/robot` }),
        ).toMatchObject({ kind: 'ServiceAccount' });
      });
    });

    describe('lists', () => {
      const names = Array.from({ length: 23 }, (_, index) => `listed-${String(index).padStart(2, '0')}`);
      beforeAll(async () => {
        await Promise.all(
          names.map((name, index) =>
            client.create(
              configMaps,
              configMap(name, { a: 'b' }, { labels: { listed: index % 2 === 0 ? 'even' : 'odd' } }),
            ),
          ),
        );
      });

      it('are whole, or selected', async () => {
        const all = await client.list(configMaps, { namespace, labelSelector: 'listed' });
        expect(all.items.map((item) => item.metadata.name)).toEqual(names);
        expect(all.items.every((item) => item.kind === 'ConfigMap' && item.apiVersion === 'v1')).toBe(true);
        expect(Number(all.resourceVersion)).toBeGreaterThan(0);
        expect((await client.list(configMaps, { namespace, labelSelector: 'listed=odd' })).items).toHaveLength(11);
        expect(
          (await client.list(configMaps, { namespace, fieldSelector: 'metadata.name=listed-07' })).items,
        ).toHaveLength(1);
        expect((await client.list(configMaps, { labelSelector: 'listed' })).items.length).toBeGreaterThanOrEqual(23);
        expect(await kubeFailure(client.list(configMaps, { namespace, labelSelector: '!!' }))).toMatchObject({
          code: 'bad-request',
        });
      });

      it('may be read page by page', async () => {
        const found: unknown[] = [];
        let next: string | undefined;
        let pages = 0;
        do {
          const page = await client.list(configMaps, {
            namespace,
            labelSelector: 'listed',
            limit: 10,
            ...(next !== undefined && { continue: next }),
          });
          for (const item of page.items) found.push(item.metadata.name);
          next = page.continue;
          pages += 1;
        } while (next !== undefined);
        expect(found).toEqual(names);
        expect(pages).toBe(3);
        expect(await kubeFailure(client.list(configMaps, { namespace, limit: 10, continue: 'garbage' }))).toMatchObject(
          {
            code: 'bad-request',
          },
        );
      });

      it('may hold metadata only', async () => {
        const [first] = (await client.list(configMaps, { namespace, labelSelector: 'listed', metadataOnly: true }))
          .items;
        expect(Object.keys(first ?? {}).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
        expect(first).toMatchObject({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'listed-00', labels: { listed: 'even' } },
        });
      });
    });

    describe('watches', () => {
      /** Reads a watch in the background. */
      const follow = (
        options: Parameters<StreamingKubeClient['watch']>[1],
      ): { events: WatchEvent[]; heard: () => string[]; ended: Promise<unknown> } => {
        const abort = new AbortController();
        const events: WatchEvent[] = [];
        const ended = (async () => {
          for await (const event of client.watch(configMaps, { namespace, ...options, signal: abort.signal }))
            events.push(event);
        })().catch((error: unknown) => error);
        onTestFinished(() => abort.abort());
        const heard = (): string[] =>
          events.map((event) =>
            event.kind === 'bookmark' ? 'bookmark' : `${event.kind} ${event.object.metadata.name}`,
          );
        return { events, heard, ended };
      };

      it('tell what happens after a version, in order', async () => {
        const { resourceVersion } = await client.list(configMaps, { namespace });
        const { heard } = follow({ resourceVersion, labelSelector: 'watched' });
        const labels = { watched: 'yes' };
        await client.create(configMaps, configMap('w1', {}, { labels }));
        await client.create(configMaps, configMap('unseen'));
        await client.patch(refTo('w1'), { kind: 'merge', patch: { data: { a: '1' } } });
        await client.patch(refTo('w1'), { kind: 'merge', patch: { metadata: { labels: { watched: null } } } });
        await client.patch(refTo('w1'), { kind: 'merge', patch: { metadata: { labels } } });
        await client.delete(refTo('w1'));
        await expect.poll(heard).toEqual(['added w1', 'modified w1', 'deleted w1', 'added w1', 'deleted w1']);
      });

      it('may begin with what is there', async () => {
        await client.create(configMaps, configMap('w2', {}, { labels: { initial: 'yes' } }));
        const { heard, events } = follow({ sendInitialEvents: true, labelSelector: 'initial' });
        await expect.poll(heard).toEqual(['added w2', 'bookmark']);
        expect(events[1]).toMatchObject({ initialEventsEnd: true });
        await client.delete(refTo('w2'));
        await expect.poll(heard).toEqual(['added w2', 'bookmark', 'deleted w2']);
      });

      it('are ended by the server when their time is over', async () => {
        const { ended, heard } = follow({ sendInitialEvents: true, timeoutSeconds: 1, labelSelector: 'nothing' });
        expect(await ended).toBeUndefined();
        expect(heard()[0]).toBe('bookmark');
      });

      it('may tell metadata only', async () => {
        await client.create(configMaps, configMap('w3', { a: 'b' }, { labels: { slim: 'yes' } }));
        const { events } = follow({ sendInitialEvents: true, metadataOnly: true, labelSelector: 'slim' });
        await expect.poll(() => events.length).toBe(2);
        expect(events[0]).toMatchObject({
          kind: 'added',
          object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'w3' } },
        });
        expect(events[0]).not.toHaveProperty('object.data');
      });

      it('are refused like everything else', async () => {
        const { ended } = follow({ labelSelector: '!!' });
        expect(await ended).toMatchObject({ code: 'bad-request' });
      });
    });

    describe('impersonation', () => {
      it('acts, and is refused, as somebody else', async () => {
        const jane = client.as({ user: `jane-${namespace}`, groups: ['nobodies'] });
        const error = await kubeFailure(jane.list(configMaps, { namespace }));
        expect(error).toMatchObject({ code: 'forbidden', httpStatus: 403 });
        expect(error.message).toContain(`User "jane-${namespace}" cannot list resource "configmaps"`);
        const rbac = 'rbac.authorization.k8s.io';
        await client.create(await kind(rbac, 'RoleBinding'), {
          apiVersion: `${rbac}/v1`,
          kind: 'RoleBinding',
          metadata: { name: 'readers', namespace },
          roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view' },
          subjects: [{ apiGroup: rbac, kind: 'Group', name: `readers-${namespace}` }],
        });
        const reader = client.as({ user: 'anybody', groups: ['nobodies', `readers-${namespace}`] });
        await expect
          .poll(
            () =>
              reader.list(configMaps, { namespace }).then(
                ({ items }) => items.length,
                () => -1,
              ),
            { timeout: 10_000 },
          )
          .toBeGreaterThan(0);
        expect(await kubeFailure(reader.create(configMaps, configMap('not-mine')))).toMatchObject({
          code: 'forbidden',
        });
      });
    });

    describe('informers', () => {
      it('keep a copy current', async () => {
        const labels = { informed: 'yes' };
        await client.create(configMaps, configMap('i1', { a: '1' }, { labels }));
        const informer = startInformer(client, configMaps, { namespace, labelSelector: 'informed' }, ports);
        onTestFinished(() => informer.close());
        await informer.synced();
        expect(informer.get(namespace, 'i1')).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { a: '1' } });
        const heard: string[] = [];
        informer.subscribe((event: InformerEvent) => heard.push(`${event.kind} ${event.object.metadata.name}`));
        await client.patch(refTo('i1'), { kind: 'merge', patch: { data: { a: '2' } } });
        await client.create(configMaps, configMap('i2', {}, { labels }));
        await client.delete(refTo('i1'));
        await expect.poll(() => heard).toEqual(['added i1', 'modified i1', 'added i2', 'deleted i1']);
        expect([...informer.list(namespace)].map(({ metadata }) => metadata.name)).toEqual(['i2']);
        expect(informer.lastError()).toBeUndefined();
      });
    });

    describe('events, leaders and members', () => {
      it('writes events that are counted up', async () => {
        const about = await client.create(configMaps, configMap('talked-about'));
        const recorder = new EventRecorder({ client, ...ports });
        const content = {
          type: 'Normal',
          reason: 'Tested',
          message: 'hello',
          annotations: { 'example.com/a': 'b' },
        } as const;
        for (let turn = 0; turn < 3; turn += 1) recorder.record(about, content, 'contract');
        await recorder.close();
        const events = await client.list(await kind('', 'Event'), {
          namespace,
          fieldSelector: 'involvedObject.name=talked-about',
        });
        expect(events.items).toHaveLength(1);
        expect(events.items[0]).toMatchObject({
          count: 3,
          reason: 'Tested',
          message: 'hello',
          reportingComponent: 'contract',
          source: { component: 'contract' },
          metadata: { annotations: content.annotations },
        });
      });

      it('elects a leader, and the next one when it leaves', async () => {
        const log: string[] = [];
        const stand = (identity: string): { stop: AbortController; ended: Promise<string> } => {
          const stop = new AbortController();
          const lead = (signal: AbortSignal): Promise<void> => {
            log.push(identity);
            return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
          };
          const times = { leaseDurationMs: 6_000, renewDeadlineMs: 4_000, retryPeriodMs: 200 };
          return {
            stop,
            ended: runAsLeader(
              { client, namespace, name: 'contract', identity, lead, ...ports, ...times },
              stop.signal,
            ),
          };
        };
        const first = stand('first');
        await expect.poll(() => log).toEqual(['first']);
        const second = stand('second');
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        expect(log).toEqual(['first']);
        first.stop.abort();
        expect(await first.ended).toBe('stopped');
        await expect.poll(() => log, { timeout: 5_000 }).toEqual(['first', 'second']);
        second.stop.abort();
        expect(await second.ended).toBe('stopped');
        const leases = await kind('coordination.k8s.io', 'Lease');
        expect(await client.get({ resource: leases, namespace, name: 'contract' })).toMatchObject({
          spec: { holderIdentity: '', leaseTransitions: 1 },
        });
      });

      it('divides work among members', async () => {
        const join = (identity: string): ShardMembership =>
          new ShardMembership({
            client,
            namespace,
            group: 'contract',
            identity,
            ...ports,
            renewMs: 500,
            settleMs: 300,
          });
        const [one, two] = [join('one'), join('two')];
        const uids = Array.from({ length: 50 }, (_, index) => `uid-${index}`);
        const shares = (): number[] => [one, two].map((member) => uids.filter((uid) => member.owns(uid)).length);
        await expect
          .poll(() => shares().every((share) => share > 5) && shares().reduce((a, b) => a + b), { timeout: 15_000 })
          .toBe(50);
        await two.close();
        await expect.poll(shares, { timeout: 15_000 }).toEqual([50, 0]);
        await one.close();
        const leases = await client.list(await kind('coordination.k8s.io', 'Lease'), {
          namespace,
          labelSelector: 'slipway.dev/member-of=contract',
        });
        expect(leases.items).toEqual([]);
      });
    });
  });
}
