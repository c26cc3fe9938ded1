import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../base/index.ts';
import { type Authorizer, roleAuthorizer, type Subject } from '../auth/index.ts';
import { DeliveryIndex } from '../deliveries/index.ts';
import type { DeliveryRow, StreamMessage } from '../contract/index.ts';
import { eventStream } from './event-stream.ts';

const admin: Subject = { username: 'admin', role: 'admin', via: 'password', expiresAt: 0 };

function row(name: string, changedAt: string, project = 'default'): DeliveryRow {
  return {
    id: `Application/argocd/${name}`,
    kind: 'Application',
    dialect: 'argocd',
    namespace: 'argocd',
    name,
    project,
    cluster: { name: 'in-cluster', server: '' },
    sync: { status: 'Synced' },
    health: { status: 'Healthy' },
    automated: true,
    suspended: false,
    changedAt,
  };
}

interface Reader {
  readonly rows: Map<string, string>;
  readonly messages: StreamMessage[];
  readonly ids: string[];
  /** Takes one chunk; resolves when it has come. */
  read(): Promise<boolean>;
  readonly stream: ReadableStream<Uint8Array>;
  ended: number;
}

function open(
  index: DeliveryIndex,
  clock: ManualClock,
  options: {
    position?: string;
    watch?: string;
    list?: boolean;
    authorizer?: Authorizer;
    revalidate?: (subject: Subject) => Promise<Subject | undefined>;
  } = {},
): Reader {
  const stream = eventStream(
    admin,
    { list: options.list ?? true, watch: options.watch, position: options.position },
    {
      index,
      authorizer: options.authorizer ?? roleAuthorizer,
      epoch: 'e0',
      clock,
      revalidate: options.revalidate ?? ((subject) => Promise.resolve(subject)),
      ended: () => (reader.ended += 1),
    },
  );
  const source = stream.getReader();
  const reader: Reader = {
    rows: new Map(),
    messages: [],
    ids: [],
    ended: 0,
    stream,
    read: async () => {
      const { value, done } = await source.read();
      if (done) return false;
      for (const event of new TextDecoder().decode(value).split('\n\n')) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data === undefined) continue;
        const message = JSON.parse(data) as StreamMessage;
        expect(/^event: (.*)$/m.exec(event)?.[1]).toBe(message.type);
        reader.messages.push(message);
        reader.ids.push(/^id: (.*)$/m.exec(event)?.[1] ?? '');
        if (message.type !== 'deliveries') continue;
        for (const { id, changedAt } of message.changed) reader.rows.set(id, changedAt);
        for (const id of message.gone) reader.rows.delete(id);
      }
      return true;
    },
  };
  return reader;
}

const types = (reader: Reader): string[] => reader.messages.map(({ type }) => type);

describe('the event stream', () => {
  it('says hello, gathers changes, and tells the newest state of each', async () => {
    const [index, clock] = [new DeliveryIndex(), new ManualClock()];
    const reader = open(index, clock);
    await reader.read();
    expect(reader.messages).toEqual([{ type: 'hello', position: 'e0.0', heartbeatSeconds: 15 }]);
    const next = reader.read();
    for (const at of ['1', '2', '3']) index.put(row('a', at));
    index.put(row('b', '1'));
    index.remove('Application/argocd/b');
    await clock.advance(100);
    await next;
    expect(reader.messages[1]).toEqual({
      type: 'deliveries',
      changed: [row('a', '3')],
      gone: ['Application/argocd/b'],
    });
    expect(reader.ids[1]).toBe('e0.5');
  });

  it('beats where nothing happens', async () => {
    const clock = new ManualClock();
    const reader = open(new DeliveryIndex(), clock);
    await reader.read();
    const next = reader.read();
    await clock.advance(15_000);
    await next;
    expect(types(reader)).toEqual(['hello', 'heartbeat']);
  });

  it('goes on where a reader stopped, and begins anew where that cannot be known', async () => {
    const [index, clock] = [new DeliveryIndex(), new ManualClock()];
    index.put(row('a', '1'));
    index.put(row('b', '1'));
    const resumed = open(index, clock, { position: 'e0.1' });
    await resumed.read();
    const next = resumed.read();
    await clock.advance(100);
    await next;
    expect(resumed.rows).toEqual(new Map([['Application/argocd/b', '1']]));
    for (const position of ['ff.1', 'e0.99', 'nonsense', 'e0.1\nevent: x']) {
      const reader = open(index, clock, { position });
      await reader.read();
      expect(types(reader), position).toEqual(['hello', 'reset']);
      expect(reader.ids).toEqual(['e0.2', 'e0.2']);
    }
  });

  it('tells of the watched delivery what its row does not', async () => {
    const [index, clock] = [new DeliveryIndex(), new ManualClock()];
    index.put(row('a', '1'));
    const reader = open(index, clock, { list: false, watch: 'Application/argocd/a' });
    await reader.read();
    const next = reader.read();
    index.put(row('other', '1'));
    index.touch('tree Application/argocd/a');
    index.touch('detail Application/argocd/a');
    index.touch('tree Application/argocd/other');
    await clock.advance(100);
    await next;
    expect(reader.messages.slice(1)).toEqual([
      { type: 'changed', id: 'Application/argocd/a', parts: ['delivery', 'tree'] },
      { type: 'changed', id: 'Application/argocd/a', parts: ['tree', 'delivery'] },
    ]);
  });

  it('tells nobody of what they may not read, not even that it is gone', async () => {
    const [index, clock] = [new DeliveryIndex(), new ManualClock()];
    const own = ({ project }: { project?: string | undefined }): boolean => project === 'mine';
    const authorizer: Authorizer = { may: (_, __, what) => own(what), filter: () => own };
    const reader = open(index, clock, { authorizer, watch: 'Application/argocd/theirs' });
    await reader.read();
    index.put(row('theirs', '1', 'theirs'));
    index.put(row('moves', '1', 'mine'));
    index.touch('tree Application/argocd/theirs');
    let next = reader.read();
    await clock.advance(100);
    await next;
    index.put(row('moves', '2', 'theirs'));
    index.remove('Application/argocd/theirs');
    next = reader.read();
    await clock.advance(100);
    await next;
    expect(JSON.stringify(reader.messages)).not.toContain('argocd/theirs');
    expect(reader.messages.slice(1)).toEqual([
      { type: 'deliveries', changed: [row('moves', '1', 'mine')], gone: [] },
      { type: 'deliveries', changed: [], gone: ['Application/argocd/moves'] },
    ]);
  });

  it('ends with the session, and tells who opened it that it has ended', async () => {
    const [index, clock] = [new DeliveryIndex(), new ManualClock()];
    const reader = open(index, clock, { revalidate: () => Promise.resolve(undefined) });
    await reader.read();
    index.put(row('secret', '1'));
    const next = reader.read();
    await clock.advance(100);
    await next;
    expect(await reader.read()).toBe(false);
    expect(types(reader)).toEqual(['hello', 'signed-out']);
    expect(reader.ended).toBe(1);
  });
});

describe('two hundred streams', () => {
  it('lose nothing of 5,000 changes a minute, and cost less than 100 MB', { timeout: 60_000 }, async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const [index, clock] = [new DeliveryIndex(), new ManualClock()];
    for (let at = 0; at < 1_000; at += 1) index.put(row(`app-${at}`, 'start'));
    const readers = Array.from({ length: 200 }, () => open(index, clock));
    const reading = readers.map(async (reader, at) => {
      // Every tenth is slow: it takes one chunk in a while, and the states between are never made for it.
      while (await reader.read()) {
        reader.messages.length = 0;
        reader.ids.length = 0;
        if (at % 10 === 0) await new Promise<void>((resolve) => void clock.after(7_000, resolve));
      }
    });
    await clock.advance(0);
    collect();
    const before = process.memoryUsage().heapUsed;
    let changes = 0;
    for (let second = 0; second < 60; second += 1) {
      for (let each = 0; each < 83; each += 1) {
        changes += 1;
        const name = `app-${(changes * 7) % 1_000}`;
        if (changes % 50 === 0) index.remove(`Application/argocd/${name}`);
        else index.put(row(name, `change ${changes}`));
      }
      await clock.advance(1_000);
    }
    await clock.advance(120_000);
    collect();
    const grown = process.memoryUsage().heapUsed - before;
    const last = [...index.entries()]
      .filter(({ row: { changedAt } }) => changedAt !== 'start')
      .map(({ row: { id, changedAt } }) => [id, changedAt] as const);
    expect(changes).toBe(4_980);
    for (const { rows } of readers) expect(rows).toEqual(new Map(last));
    expect(grown).toBeLessThan(100 * 1024 * 1024);
    expect(index.log.size).toBeLessThanOrEqual(1_000);
    for (const { stream } of readers) expect(stream.locked).toBe(true);
    void reading;
  });
});
