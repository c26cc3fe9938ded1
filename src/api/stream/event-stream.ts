import type { Clock } from '../../base/index.ts';
import type { Authorizer, Subject } from '../auth/index.ts';
import type { DeliveryIndex, Entry } from '../deliveries/index.ts';
import type { StreamMessage } from '../contract/index.ts';
import { readPosition, writePosition } from './position.ts';

/** What a stream tells of, and where it begins. */
export interface StreamRequest {
  readonly list: boolean;
  /** The id of a delivery of which more is told. */
  readonly watch: string | undefined;
  readonly position: string | undefined;
}

/** What streams stand on. */
export interface StreamPorts {
  readonly index: DeliveryIndex;
  readonly authorizer: Authorizer;
  /** Names this process' log: positions of another are of no use here. */
  readonly epoch: string;
  readonly clock: Clock;
  /** Who it is now: undefined once the session has ended. */
  readonly revalidate: (subject: Subject) => Promise<Subject | undefined>;
  /** Called once, when nobody reads the stream any more. */
  readonly ended: () => void;
}

/** Changes are gathered for so long. */
const coalesceMs = 100;
/** Something is sent at least so often. */
const heartbeatMs = 15_000;
/** How many changes one event tells of. */
const maxBatch = 200;

const parts = { detail: 'delivery', tree: 'tree', events: 'events' } as const;

/**
 * The bytes of one event stream. It keeps nothing but how far it has read in the change log: nothing is made before the client takes it, so that
 * a slow one costs no memory, skips states in between, and misses nothing.
 */
export function eventStream(subject: Subject, request: StreamRequest, ports: StreamPorts): ReadableStream<Uint8Array> {
  const { index, epoch } = ports;
  const { log } = index;
  const first = beginning(request.position, ports);
  let seq = first.seq;
  let who = subject;
  let queue: readonly { readonly message: StreamMessage; readonly data?: string }[] = [
    { message: { type: 'hello', position: writePosition({ epoch, seq }), heartbeatSeconds: heartbeatMs / 1000 } },
    ...(first.reset === undefined ? [] : [{ message: { type: 'reset', why: first.reset } as const }]),
    ...(request.position === undefined ? watchedNow(request.watch, ports, subject) : []),
  ];
  let cancelled = false;
  let wake: () => void = () => undefined;
  const unsubscribe = index.subscribe(() => wake());
  const end = (): void => {
    if (cancelled) return;
    cancelled = true;
    unsubscribe();
    ports.ended();
  };
  const encoder = new TextEncoder();
  const text = (message: StreamMessage, data = JSON.stringify(message)): string =>
    `event: ${message.type}\nid: ${writePosition({ epoch, seq })}\ndata: ${data}\n\n`;

  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (queue.length > 0) {
          controller.enqueue(encoder.encode(`retry: 2000\n\n${queue.map(({ message }) => text(message)).join('')}`));
          queue = [];
          return;
        }
        for (;;) {
          await changeOrHeartbeat(
            () => log.head > seq,
            ports.clock,
            (call) => (wake = call),
          );
          if (cancelled) return;
          const now = await ports.revalidate(who);
          if (now === undefined) {
            controller.enqueue(encoder.encode(text({ type: 'signed-out', why: 'the session has ended' })));
            end();
            controller.close();
            return;
          }
          who = now;
          if (seq < log.floor) {
            seq = log.head;
            controller.enqueue(encoder.encode(text({ type: 'reset', why: 'too much was missed' })));
            return;
          }
          const waited = log.head === seq;
          const { keys, upTo } = log.since(seq, maxBatch);
          seq = upTo;
          const told = tell(keys, request, ports, who, text);
          if (told === '' && !waited) continue;
          controller.enqueue(encoder.encode(told === '' ? text({ type: 'heartbeat' }) : told));
          return;
        }
      },
      cancel: () => {
        end();
        wake();
      },
    },
    // Nothing ahead of the client: what is not read yet can still become newer.
    { highWaterMark: 0 },
  );

  function beginning(text: string | undefined, { epoch, index }: StreamPorts): { seq: number; reset?: string } {
    const { head, floor } = index.log;
    if (text === undefined) return { seq: head };
    const position = readPosition(text);
    if (position?.epoch !== epoch) return { seq: head, reset: 'the position is of another server' };
    if (position.seq > head || position.seq < floor) return { seq: head, reset: 'too much was missed' };
    return { seq: position.seq };
  }

  /** Waits for a change, and a little longer so that those that come with it are told with it; or for the next heartbeat. */
  function changeOrHeartbeat(changed: () => boolean, clock: Clock, onWake: (wake: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      let gathering = false;
      const done = (): void => {
        onWake(() => undefined);
        resolve();
      };
      let cancel = clock.after(heartbeatMs, done);
      const gather = (): void => {
        if (cancelled) {
          cancel();
          done();
        }
        if (gathering || !changed()) return;
        gathering = true;
        cancel();
        cancel = clock.after(coalesceMs, done);
      };
      onWake(gather);
      gather();
    });
  }
}

/** Who begins to watch a delivery without saying from where may have read it before something changed: it is to be read anew. */
function watchedNow(
  watch: string | undefined,
  { index, authorizer }: StreamPorts,
  who: Subject,
): readonly { readonly message: StreamMessage }[] {
  const entry = watch === undefined ? undefined : index.get(watch);
  if (watch === undefined || entry === undefined || !authorizer.may(who, 'read', entry.row)) return [];
  return [{ message: { type: 'changed', id: watch, parts: ['delivery', 'tree'] } }];
}

/** The events for some keys of the log, as far as this subject may know of them. */
function tell(
  keys: readonly string[],
  request: StreamRequest,
  { index, authorizer }: StreamPorts,
  who: Subject,
  text: (message: StreamMessage, data?: string) => string,
): string {
  const filter = authorizer.filter(who, 'read');
  const sees = ({ row }: Pick<Entry, 'row'>): boolean => filter === 'all' || (filter !== 'none' && filter(row));
  const changed: Entry[] = [];
  const gone: string[] = [];
  const touched: (typeof parts)[keyof typeof parts][] = [];
  for (const key of keys) {
    const space = key.indexOf(' ');
    if (space > 0) {
      const part = parts[key.slice(0, space) as keyof typeof parts] as (typeof touched)[number] | undefined;
      const entry = index.get(key.slice(space + 1));
      if (part !== undefined && key.slice(space + 1) === request.watch && entry !== undefined && sees(entry))
        touched.push(part);
      continue;
    }
    if (!request.list && key !== request.watch) continue;
    const entry = index.get(key);
    if (entry !== undefined && sees(entry)) changed.push(entry);
    else {
      // Only who saw it may hear that it is gone.
      const before =
        entry === undefined ? index.gone(key) : entry.formerly === undefined ? undefined : { row: entry.formerly };
      if (before !== undefined && sees(before)) gone.push(key);
    }
  }
  let events = '';
  if (changed.length > 0 || gone.length > 0) {
    // The JSON of a row is made once, however many streams tell it.
    const data = `{"type":"deliveries","changed":[${changed.map(({ json }) => json()).join(',')}],"gone":${JSON.stringify(gone)}}`;
    events += text({ type: 'deliveries', changed: [], gone: [] }, data);
  }
  if (touched.length > 0 && request.watch !== undefined) {
    events += text({ type: 'changed', id: request.watch, parts: touched });
  }
  return events;
}
