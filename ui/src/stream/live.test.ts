import { describe, expect, it } from 'vitest';
import type { StreamMessage } from '../api/index.ts';
import { type Connection, LiveStream } from './live.ts';

/** An EventSource that a test speaks through, and a clock that it turns. */
function world() {
  const opened: { address: string; closed: boolean; fire: (type: string, data?: object, id?: string) => void }[] = [];
  const timers = new Map<number, { run: () => void; milliseconds: number }>();
  const messages: StreamMessage[] = [];
  const connections: Connection[] = [];
  let count = 0;
  const open = (address: string): EventSource => {
    const target = new EventTarget();
    const source = {
      address,
      closed: false,
      fire: (type: string, data?: object, id = '') =>
        target.dispatchEvent(
          data === undefined
            ? new Event(type)
            : new MessageEvent(type, { data: JSON.stringify({ type, ...data }), lastEventId: id }),
        ),
    };
    opened.push(source);
    return Object.assign(target, { close: () => (source.closed = true) }) as unknown as EventSource;
  };
  const later = (run: () => void, milliseconds: number): (() => void) => {
    count += 1;
    const id = count;
    timers.set(id, { run, milliseconds });
    return () => timers.delete(id);
  };
  const stream = new LiveStream(
    { open, now: () => 1000, later },
    (message) => messages.push(message),
    (connection) => connections.push(connection),
  );
  const pass = (): number => {
    const [[id, timer] = []] = timers;
    if (id === undefined || timer === undefined) return 0;
    timers.delete(id);
    timer.run();
    return timer.milliseconds;
  };
  return { stream, opened, messages, connections, pass };
}

describe('the event stream', () => {
  it('is live after the greeting, and goes on from its position', () => {
    const { stream, opened, connections, messages } = world();
    stream.open();
    opened[0]!.fire('hello', { position: 'p1', heartbeatSeconds: 10 });
    opened[0]!.fire('deliveries', { changed: [], gone: ['a'] }, 'p2');
    expect(connections).toEqual([{ state: 'live' }]);
    expect(messages.map(({ type }) => type)).toEqual(['hello', 'deliveries']);
    stream.watch('Application/argocd/cart');
    expect(opened[0]!.closed).toBe(true);
    expect(opened[1]!.address).toBe('/api/slipway/v1/stream?watch=Application%2Fargocd%2Fcart&position=p2');
  });

  it('says that it is lost, and opens itself again with growing waits', () => {
    const { stream, opened, connections, pass } = world();
    stream.open();
    opened[0]!.fire('hello', { position: 'p1', heartbeatSeconds: 10 });
    opened[0]!.fire('error');
    expect(connections.at(-1)).toEqual({ state: 'lost', since: 1000, attempt: 1 });
    expect(pass()).toBe(500);
    opened[1]!.fire('error');
    expect(pass()).toBe(1000);
    opened[2]!.fire('hello', { position: 'p1', heartbeatSeconds: 10 });
    expect(connections.at(-1)).toEqual({ state: 'live' });
  });

  it('takes silence for a loss', () => {
    const { stream, opened, connections, pass } = world();
    stream.open();
    opened[0]!.fire('hello', { position: 'p1', heartbeatSeconds: 10 });
    expect(pass()).toBe(25_000);
    expect(connections.at(-1)).toMatchObject({ state: 'lost' });
  });

  it('stays closed when the session has ended', () => {
    const { stream, opened } = world();
    stream.open();
    opened[0]!.fire('signed-out', { why: 'expired' });
    expect(opened[0]!.closed).toBe(true);
    expect(opened).toHaveLength(1);
  });
});
