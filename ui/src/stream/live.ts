import { addressOf, type StreamMessage } from '../api/index.ts';

/** Whether what the page shows is the newest there is. */
export type Connection =
  | { readonly state: 'connecting' | 'live' }
  | { readonly state: 'lost'; readonly since: number; readonly attempt: number };

/** What the stream needs of a browser; tests give their own. */
export interface LivePorts {
  readonly open: (address: string) => EventSource;
  readonly now: () => number;
  readonly later: (run: () => void, milliseconds: number) => () => void;
}

/** The browser's own. */
export const browserPorts: LivePorts = {
  open: (address) => new EventSource(address),
  now: () => Date.now(),
  later: (run, milliseconds) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

const types: readonly StreamMessage['type'][] = ['hello', 'deliveries', 'changed', 'reset', 'signed-out', 'heartbeat'];

/** How long until something must have come where the server has not said it, and the longest wait between attempts. */
const firstSilence = 30_000;
const longestWait = 15_000;

/**
 * The one event stream of the page. It goes on where it stopped (a position), opens itself again after a loss with growing waits, and
 * takes silence for a loss. `watch` changes what is watched without missing anything.
 */
export class LiveStream {
  readonly #ports: LivePorts;
  readonly #onMessage: (message: StreamMessage) => void;
  readonly #onConnection: (connection: Connection) => void;
  #source: EventSource | undefined;
  #position = '';
  #watched: string | undefined;
  #attempt = 0;
  #lostAt: number | undefined;
  #silence = firstSilence;
  #cancel: () => void = () => undefined;

  constructor(
    ports: LivePorts,
    onMessage: (message: StreamMessage) => void,
    onConnection: (connection: Connection) => void,
  ) {
    this.#ports = ports;
    this.#onMessage = onMessage;
    this.#onConnection = onConnection;
  }

  /** Opens the stream where it is not open. */
  open(): void {
    if (this.#source === undefined) this.#connect();
  }

  /** Watches one delivery, or none. */
  watch(id: string | undefined): void {
    if (id === this.#watched) return;
    this.#watched = id;
    if (this.#source !== undefined) this.#connect();
  }

  /** The browser says that it has no network: nothing waits for a silence then. */
  lose(): void {
    if (this.#source !== undefined) this.#lose();
  }

  /** Tries now, whatever the wait was. */
  retry(): void {
    this.#connect();
  }

  close(): void {
    this.#cancel();
    this.#source?.close();
    this.#source = undefined;
  }

  #connect(): void {
    this.close();
    const source = this.#ports.open(addressOf('/stream', { watch: this.#watched, position: this.#position }));
    this.#source = source;
    for (const type of types) source.addEventListener(type, (event) => this.#receive(event as MessageEvent<string>));
    source.addEventListener('error', () => this.#lose());
    this.#expect();
  }

  #receive(event: MessageEvent<string>): void {
    if (event.lastEventId !== '') this.#position = event.lastEventId;
    const message = JSON.parse(event.data) as StreamMessage;
    if (message.type === 'hello') {
      this.#position = message.position;
      this.#silence = message.heartbeatSeconds * 2500;
      this.#attempt = 0;
      this.#lostAt = undefined;
      this.#onConnection({ state: 'live' });
    }
    this.#expect();
    if (message.type === 'signed-out') this.close();
    this.#onMessage(message);
  }

  /** Silence is a loss, too: a laptop that slept, a proxy that forgot. */
  #expect(): void {
    this.#cancel();
    this.#cancel = this.#ports.later(() => this.#lose(), this.#silence);
  }

  #lose(): void {
    this.close();
    this.#attempt += 1;
    this.#lostAt ??= this.#ports.now();
    this.#onConnection({ state: 'lost', since: this.#lostAt, attempt: this.#attempt });
    this.#cancel = this.#ports.later(() => this.#connect(), Math.min(longestWait, 500 * 2 ** (this.#attempt - 1)));
  }
}
