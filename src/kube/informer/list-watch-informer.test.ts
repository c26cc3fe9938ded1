import { describe, expect, it, onTestFinished } from 'vitest';
import { type KubeObject, noMetrics, seededRandom, silentLogger } from '../../base/index.ts';
import { HurriedClock } from '../../../test/support/hurried-clock.ts';
import { faultyCluster, type FaultyCluster } from '../../../test/support/kube-connect.ts';
import {
  type Answer,
  cut,
  hang,
  json,
  reset,
  status,
  type WatchStep,
  watch,
} from '../../../test/support/kube-fault-server.ts';
import { pods } from '../../../test/support/kube-resources.ts';
import type { InformerEvent, InformerOptions } from '../informer.ts';
import { type InformerPorts, type OwnedInformer, startInformer } from './list-watch-informer.ts';
import type { InformerTuning } from './tuning.ts';

/* One file, long because all its cases are told in one vocabulary of answers and events, which the first lines define. */

const path = '/api/v1/pods';

const pod = (
  name: string,
  version: number,
  changes: { uid?: string; namespace?: string; spec?: object } = {},
): KubeObject => {
  const { uid = `uid-${name}`, namespace = 'shop', spec = {} } = changes;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, uid, resourceVersion: String(version) },
    spec: { ...spec },
  };
};
const event = (type: string, object: KubeObject): object => ({ type, object });
const added = (name: string, version: number): object => event('ADDED', pod(name, version));
const bookmark = (version: number): object => ({
  type: 'BOOKMARK',
  object: { metadata: { resourceVersion: String(version) } },
});
const complete = (version: number): object => ({
  type: 'BOOKMARK',
  object: { metadata: { resourceVersion: String(version), annotations: { 'k8s.io/initial-events-end': 'true' } } },
});
const tooOld = {
  type: 'ERROR',
  object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' },
};
const noWatchList = status(422, 'Invalid', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch');
const list = (version: number, ...items: KubeObject[]): Answer =>
  json({ kind: 'PodList', metadata: { resourceVersion: String(version) }, items });
/** A watch that stays open. */
const live = (...steps: WatchStep[]): Answer => watch(steps, { open: true });

interface Rig extends FaultyCluster {
  readonly informer: OwnedInformer;
  readonly heard: string[];
  readonly events: InformerEvent[];
  readonly hurried: HurriedClock;
}

/** An informer of pods against a faulty server that gives these answers, one after the other. */
async function rig(
  answers: readonly Answer[],
  options: {
    informer?: InformerOptions;
    tuning?: Partial<InformerTuning>;
    ports?: Partial<InformerPorts>;
    headersTimeoutMs?: number;
    /** How many times as fast as the machine's the clock runs. */
    hurry?: number;
  } = {},
): Promise<Rig> {
  const hurried = new HurriedClock(options.hurry ?? 50);
  const cluster = await faultyCluster({
    connect: { clock: hurried, headersTimeoutMs: options.headersTimeoutMs ?? 65_000 },
  });
  cluster.server.on('GET', path, ...answers);
  const ports = { clock: hurried, random: seededRandom(3), logger: silentLogger, metrics: noMetrics };
  const tuning = options.tuning === undefined ? {} : { tuning: options.tuning };
  const informer = startInformer(cluster.client, pods, options.informer ?? {}, {
    ...ports,
    ...tuning,
    ...options.ports,
  });
  onTestFinished(() => informer.close());
  const events: InformerEvent[] = [];
  const heard: string[] = [];
  informer.subscribe((each) => {
    events.push(each);
    heard.push(`${each.kind} ${each.object.metadata.name}@${each.object.metadata.resourceVersion}`);
  });
  return { ...cluster, informer, heard, events, hurried };
}

const queries = ({ server }: Rig): Record<string, string>[] =>
  server.seen(path).map(({ query }) => Object.fromEntries(query));
const names = (informer: OwnedInformer, namespace?: string): unknown[] =>
  [...informer.list(namespace)].map(({ metadata }) => metadata.name);

describe('filling the cache', () => {
  it('is done by a WatchList, which goes on as the watch', async () => {
    const cluster = await rig([
      live(
        added('a', 3),
        added('b', 5),
        complete(9),
        event('MODIFIED', pod('a', 10)),
        event('DELETED', pod('b', 11)),
        added('c', 12),
      ),
    ]);
    const { informer, heard } = cluster;
    await informer.synced();
    await expect.poll(() => heard.length).toBe(5);
    expect(heard).toEqual(['added a@3', 'added b@5', 'modified a@10', 'deleted b@11', 'added c@12']);
    expect(names(informer)).toEqual(['a', 'c']);
    const [query] = queries(cluster);
    expect(query).toMatchObject({
      watch: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: 'true',
    });
    expect(query).not.toHaveProperty('resourceVersion');
    expect(Number(query?.['timeoutSeconds'])).toBeGreaterThanOrEqual(300);
    expect(Number(query?.['timeoutSeconds'])).toBeLessThanOrEqual(600);
    expect(queries(cluster)).toHaveLength(1);
  });

  it('shows nothing of it before all is there', async () => {
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { informer, heard } = await rig([live(added('a', 3), gate, complete(9))]);
    let synced = false;
    void informer.synced().then(() => {
      synced = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([synced, heard, names(informer)]).toEqual([false, [], []]);
    open?.();
    await informer.synced();
    expect(names(informer)).toEqual(['a']);
  });

  it.each([
    ['refuses it', noWatchList],
    ['says that it is a bad request', status(400, 'BadRequest', 'unknown parameter')],
  ])('is done by a paged list where the server %s, and never asked for again', async (_, refusal) => {
    const page = json({ metadata: { resourceVersion: '50', continue: 't' }, items: [pod('a', 3)] });
    const cluster = await rig([
      refusal,
      page,
      list(50, pod('b', 4)),
      watch([event('MODIFIED', pod('a', 51)), tooOld]),
      list(60, pod('c', 60)),
      live(),
    ]);
    await expect.poll(() => cluster.heard.length).toBe(6);
    expect(cluster.heard).toEqual([
      'added a@3',
      'added b@4',
      'modified a@51',
      'deleted a@51',
      'deleted b@4',
      'added c@60',
    ]);
    await expect.poll(() => queries(cluster).length).toBe(6);
    expect(
      queries(cluster).map((query) => [
        query['limit'],
        query['continue'],
        query['resourceVersion'],
        query['sendInitialEvents'],
      ]),
    ).toEqual([
      [undefined, undefined, undefined, 'true'],
      ['500', undefined, undefined, undefined],
      ['500', 't', undefined, undefined],
      [undefined, undefined, '50', undefined],
      ['500', undefined, undefined, undefined],
      [undefined, undefined, '60', undefined],
    ]);
  });

  it('is done by a list where the server ignores the parameters and never says that all has come', async () => {
    const { informer } = await rig([live(added('a', 3)), list(50, pod('a', 3), pod('b', 4)), live()]);
    await informer.synced();
    expect(names(informer)).toEqual(['a', 'b']);
  });

  it('begins anew when a list becomes too old between its pages', async () => {
    const page = json({ metadata: { resourceVersion: '50', continue: 't' }, items: [pod('old', 3)] });
    const { informer, heard } = await rig([
      noWatchList,
      page,
      status(410, 'Expired', 'old'),
      list(70, pod('new', 60)),
      live(),
    ]);
    await informer.synced();
    expect(heard).toEqual(['added new@60']);
  });

  it('is tried again, with growing waits, until it works', async () => {
    const away = status(403, 'Forbidden', 'pods is forbidden');
    const { informer, server, hurried } = await rig([away, away, reset, away, live(added('a', 1), complete(2))]);
    await expect.poll(() => informer.lastError()).toMatchObject({ code: 'forbidden' });
    await informer.synced();
    expect(informer.lastError()).toBeUndefined();
    expect(server.seen(path)).toHaveLength(5);
    const backoffs = hurried.waits.filter((ms) => ms < 30_000);
    expect(backoffs).toHaveLength(4);
    backoffs.forEach((ms, index) => {
      expect(ms).toBeGreaterThanOrEqual(800 * 2 ** index);
      expect(ms).toBeLessThanOrEqual(1600 * 2 ** index);
    });
  });

  it('waits as long as the server asks', async () => {
    const { informer, hurried } = await rig([
      status(429, 'TooManyRequests', 'busy', { 'retry-after': '20' }),
      live(complete(2)),
    ]);
    await informer.synced();
    expect(hurried.waits).toContain(20_000);
  });

  it('throws away what a WatchList that breaks off has given', async () => {
    const { informer, heard } = await rig([
      watch([added('ghost', 1)]),
      watch([added('ghost', 1), cut]),
      live(added('a', 2), complete(3)),
    ]);
    await informer.synced();
    expect(heard).toEqual(['added a@2']);
  });

  it('selects what was asked for', async () => {
    const cluster = await rig([], {
      informer: { namespace: 'shop', labelSelector: 'a=b', fieldSelector: 'x=y', metadataOnly: true },
    });
    const below = '/api/v1/namespaces/shop/pods';
    cluster.server.on('GET', below, live(added('a', 1), complete(2)));
    await cluster.informer.synced();
    const [seen] = cluster.server.seen(below);
    expect(Object.fromEntries(seen?.query ?? [])).toMatchObject({ labelSelector: 'a=b', fieldSelector: 'x=y' });
    expect(seen?.headers.accept).toContain('PartialObjectMetadata');
    expect(cluster.informer.get('shop', 'a')).not.toHaveProperty('spec');
  });
});

describe('following the watch', () => {
  it.each<readonly [string, WatchStep[]]>([
    ['ends in order', []],
    ['is cut', [cut]],
    ['is cut in the middle of an event', ['{"type":"MODIFIED","object":{"metadata":', cut]],
    ['sends something that is no JSON', ['garbage\n']],
    ['ends in the middle of an event', ['{"type":"MODI']],
  ])('goes on where it was when the watch %s', async (_, ending) => {
    const cluster = await rig([
      watch([added('a', 3), complete(9), added('b', 10), ...ending]),
      live(event('MODIFIED', pod('b', 11))),
    ]);
    await expect.poll(() => cluster.heard.length).toBe(3);
    expect(cluster.heard).toEqual(['added a@3', 'added b@10', 'modified b@11']);
    expect(queries(cluster)[1]).toMatchObject({ resourceVersion: '10' });
    expect(queries(cluster)[1]).not.toHaveProperty('sendInitialEvents');
  });

  it('goes on from the last bookmark', async () => {
    const cluster = await rig([watch([complete(9), bookmark(40)]), live(added('a', 41))]);
    await expect.poll(() => cluster.heard).toEqual(['added a@41']);
    expect(queries(cluster)[1]).toMatchObject({ resourceVersion: '40' });
  });

  it('is well again as soon as the server takes the watch, also where nothing happens for long', async () => {
    const { informer, server } = await rig([watch([added('a', 3), complete(3)]), status(500, 'InternalError', 'no')]);
    await expect.poll(() => informer.lastError()).toMatchObject({ code: 'server-error' });
    server.on('GET', path, live());
    await expect.poll(() => informer.lastError()).toBeUndefined();
    expect(server.seen(path).at(-1)?.query.get('resourceVersion')).toBe('3');
  });

  it('survives a server that restarts on its port', async () => {
    const cluster = await rig([live(added('a', 3), complete(9))]);
    await cluster.informer.synced();
    await cluster.server.halt();
    await expect.poll(() => cluster.informer.lastError()).toMatchObject({ code: 'unavailable' });
    expect(names(cluster.informer)).toEqual(['a']);
    cluster.server.on('GET', path, live(added('b', 10)));
    await cluster.server.listen();
    await expect.poll(() => cluster.heard, { timeout: 5000 }).toEqual(['added a@3', 'added b@10']);
    expect(cluster.informer.lastError()).toBeUndefined();
  });

  it('resumes at once, and without an error, a watch on which nothing arrives', async () => {
    const cluster = await rig([live(complete(9)), live(added('a', 10))], { tuning: { idleMs: 300 } });
    await cluster.informer.synced();
    await expect.poll(() => cluster.heard, { timeout: 5000 }).toEqual(['added a@10']);
    expect(cluster.hurried.waits.filter((ms) => ms < 30_000)).toEqual([]);
    expect(queries(cluster)[1]).toMatchObject({ resourceVersion: '9' });
  });

  it('gives up a server that takes the request and never answers', async () => {
    const cluster = await rig([watch([complete(9)]), hang, live(added('a', 10))], { headersTimeoutMs: 300 });
    await expect.poll(() => cluster.heard, { timeout: 5000 }).toEqual(['added a@10']);
  });

  it('ends a watch that runs on past its time', async () => {
    const cluster = await rig([live(complete(9)), live(added('a', 10))], {
      tuning: { minWatchSeconds: 1, maxWatchSeconds: 1 },
    });
    await expect.poll(() => cluster.heard, { timeout: 5000 }).toEqual(['added a@10']);
    expect(queries(cluster)[0]).toMatchObject({ timeoutSeconds: '1' });
    expect(cluster.hurried.waits).toContain(31_000);
    expect(cluster.informer.lastError()).toBeUndefined();
  });

  it('does not hammer a server that ends every watch at once', async () => {
    // On a hurried clock a busy machine makes a watch look long.
    const tuning = { backoff: { initialMs: 20, factor: 2, maxMs: 100, jitter: 0 } };
    const answers = [watch([complete(9)]), watch([]), watch([]), watch([]), live(added('a', 10))];
    const cluster = await rig(answers, { hurry: 1, tuning });
    await expect.poll(() => cluster.heard, { timeout: 5000 }).toEqual(['added a@10']);
    expect(cluster.hurried.waits.filter((ms) => ms <= 100)).toEqual([20, 40, 80]);
  });

  it('drops events that are older than what is known, and repeats', async () => {
    const { heard } = await rig([
      live(
        event('ADDED', pod('a', 100)),
        complete(100),
        event('MODIFIED', pod('a', 99)),
        event('DELETED', pod('a', 100)),
        event('MODIFIED', pod('a', 101)),
      ),
    ]);
    await expect.poll(() => heard).toEqual(['added a@100', 'modified a@101']);
  });

  it('tells of an object that was made anew under its name as of two', async () => {
    const { heard } = await rig([live(added('a', 3), complete(9), event('MODIFIED', pod('a', 12, { uid: 'other' })))]);
    await expect.poll(() => heard).toEqual(['added a@3', 'deleted a@3', 'added a@12']);
  });
});

describe('filling the cache again', () => {
  const before = [added('same', 1), added('changed', 2), added('gone', 3), added('remade', 4), complete(9)];
  const after = [
    added('same', 1),
    event('ADDED', pod('changed', 20)),
    event('ADDED', pod('remade', 22, { uid: 'other' })),
    added('new', 21),
    complete(30),
  ];

  it.each<readonly [string, Answer[]]>([
    ['an ERROR event says 410', [watch([...before, tooOld])]],
    ['the request is answered with 410', [watch(before), status(410, 'Expired', 'too old resource version')]],
    [
      'the version is one that the server does not know yet',
      [
        watch(before),
        status(
          504,
          'Timeout',
          'Too large resource version: 9, current: 5',
          {},
          { causes: [{ reason: 'ResourceVersionTooLarge', message: 'x' }] },
        ),
      ],
    ],
  ])('tells the differences when %s', async (_, answers) => {
    const cluster = await rig([...answers, live(...after)]);
    await expect.poll(() => cluster.heard.length, { timeout: 5000 }).toBe(9);
    const same = cluster.informer.get('shop', 'same');
    expect(cluster.heard.slice(0, 4)).toEqual(['added same@1', 'added changed@2', 'added gone@3', 'added remade@4']);
    expect(cluster.heard.slice(4)).toEqual([
      'deleted gone@3',
      'modified changed@20',
      'deleted remade@4',
      'added remade@22',
      'added new@21',
    ]);
    expect(cluster.events[0]?.object).toBe(same);
    expect(names(cluster.informer)).toEqual(['same', 'changed', 'remade', 'new']);
    const modified = cluster.events[5];
    expect(modified?.kind === 'modified' && modified.old.metadata.resourceVersion).toBe('2');
  });

  it('goes on answering with what it knew until then', async () => {
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { informer, server } = await rig([
      watch([added('a', 3), complete(9), tooOld]),
      live(added('b', 20), gate, complete(30)),
    ]);
    await expect.poll(() => server.seen(path).length).toBe(2);
    expect(names(informer)).toEqual(['a']);
    open?.();
    await expect.poll(() => names(informer)).toEqual(['b']);
  });

  it('believes the server when its versions have gone back', async () => {
    const { heard } = await rig([
      watch([added('a', 500), complete(900), tooOld]),
      live(added('a', 7), complete(8), event('MODIFIED', pod('a', 9))),
    ]);
    await expect.poll(() => heard).toEqual(['added a@500', 'modified a@7', 'modified a@9']);
  });
});

describe('reading and subscribing', () => {
  const spread = (): Answer =>
    live(
      event('ADDED', pod('a', 1, { namespace: 'one' })),
      event('ADDED', pod('b', 2, { namespace: 'two' })),
      event('ADDED', pod('c', 3, { namespace: 'one' })),
      complete(9),
    );

  it('finds by namespace', async () => {
    const { informer } = await rig([spread()]);
    await informer.synced();
    expect(names(informer)).toEqual(['a', 'c', 'b']);
    expect(names(informer, 'one')).toEqual(['a', 'c']);
    expect(names(informer, 'none')).toEqual([]);
    expect(informer.get('two', 'b')?.metadata.name).toBe('b');
    expect(informer.get('one', 'b')).toBeUndefined();
    const all = informer.list();
    expect([...all]).toHaveLength([...all].length);
  });

  it('tells a late subscriber of what is there, then of what comes', async () => {
    const { informer, server } = await rig([watch([added('a', 1), complete(9)])]);
    await informer.synced();
    const late: string[] = [];
    const stop = informer.subscribe(({ kind, object }) => late.push(`${kind} ${object.metadata.name}`));
    expect(late).toEqual(['added a']);
    server.on('GET', path, live(added('b', 10)));
    await expect.poll(() => late, { timeout: 5000 }).toEqual(['added a', 'added b']);
    stop();
  });

  it('tells nobody who has left', async () => {
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { informer, heard } = await rig([live(complete(9), gate, added('a', 10))]);
    const left: unknown[] = [];
    const stop = informer.subscribe((each) => left.push(each));
    stop();
    stop();
    open?.();
    await expect.poll(() => heard).toEqual(['added a@10']);
    expect(left).toEqual([]);
  });

  it('tells one who subscribes while others are told each object once', async () => {
    const { informer } = await rig([live(complete(9), added('a', 10), event('MODIFIED', pod('a', 11)))]);
    const late: string[] = [];
    let subscribed = false;
    informer.subscribe(() => {
      if (subscribed) return;
      subscribed = true;
      informer.subscribe(({ kind, object }) => late.push(`${kind} ${object.metadata.resourceVersion}`));
    });
    await expect.poll(() => late).toEqual(['added 10', 'modified 11']);
  });

  it('has the change in the cache before it tells of it', async () => {
    const { informer } = await rig([live(added('a', 1), complete(9), event('DELETED', pod('a', 10)))]);
    const seen: unknown[] = [];
    informer.subscribe(({ kind }) => seen.push([kind, informer.get('shop', 'a')?.metadata.resourceVersion]));
    await expect
      .poll(() => seen)
      .toEqual([
        ['added', '1'],
        ['deleted', undefined],
      ]);
  });

  it('survives handlers that throw', async () => {
    const lines: string[] = [];
    const logger = { ...silentLogger, with: () => logger, error: (message: string) => void lines.push(message) };
    const { informer, heard } = await rig([live(complete(9), added('a', 10), added('b', 11))], { ports: { logger } });
    informer.subscribe(() => {
      throw new Error('broken handler');
    });
    const after: unknown[] = [];
    informer.subscribe((each) => after.push(each));
    await expect.poll(() => after.length).toBe(2);
    expect(heard).toEqual(['added a@10', 'added b@11']);
    expect(lines).toEqual(['an informer handler failed', 'an informer handler failed']);
  });

  it.each([
    [
      'a WatchList',
      [
        live(
          event('ADDED', pod('a', 1, { spec: { secret: 1 } })),
          complete(9),
          event('MODIFIED', pod('a', 10, { spec: { secret: 2 } })),
        ),
      ],
    ],
    [
      'a list',
      [
        noWatchList,
        list(9, pod('a', 1, { spec: { secret: 1 } })),
        live(event('MODIFIED', pod('a', 10, { spec: { secret: 2 } }))),
      ],
    ],
  ])('keeps and tells only what the transform leaves: %s', async (_, answers) => {
    const transform = (object: KubeObject): KubeObject => ({
      apiVersion: object.apiVersion,
      kind: object.kind,
      metadata: object.metadata,
    });
    const { events, informer } = await rig(answers, { informer: { transform } });
    await expect.poll(() => events.length).toBe(2);
    for (const each of events) expect(each.object).not.toHaveProperty('spec');
    expect(events[1]).toMatchObject({ kind: 'modified' });
    expect(informer.get('shop', 'a')).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: pod('a', 10).metadata });
  });
});

describe('closing', () => {
  it('ends the connection and lets go who waits', async () => {
    const { informer, server } = await rig([live(added('a', 1))]);
    await expect.poll(() => server.open).toBe(1);
    const waiting = informer.synced();
    informer.close();
    await expect(waiting).rejects.toThrow('the informer of pods was closed');
    await expect(informer.synced()).rejects.toThrow('was closed');
    await expect.poll(() => server.open).toBe(0);
  });

  it('leaves what is cached to be read, and tells nobody any more', async () => {
    const { informer, heard, server } = await rig([live(added('a', 1), complete(2))]);
    await informer.synced();
    informer.close();
    await informer.synced();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(names(informer)).toEqual(['a']);
    expect(heard).toEqual(['added a@1']);
    expect(server.seen(path)).toHaveLength(1);
  });

  it('lets one who no longer waits go alone', async () => {
    const { informer } = await rig([live()]);
    const abort = new AbortController();
    const waiting = informer.synced(abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
