import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A server on loopback whose connections a test cuts, and which listens again on the same port after it was halted. */
export class CuttableServer {
  readonly #make: () => Server;
  readonly #connected: 'connection' | 'secureConnection';
  readonly #sockets = new Map<Socket, number>();
  #server: Server | undefined;
  #port = 0;
  #connections = 0;

  /** `make` makes the server anew each time that it is to listen; `secureConnection` is the event of one with TLS. */
  constructor(make: () => Server, connected: 'connection' | 'secureConnection' = 'connection') {
    this.#make = make;
    this.#connected = connected;
  }

  get port(): number {
    return this.#port;
  }

  /** How many connections were made so far. */
  get connections(): number {
    return this.#connections;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Which connection a socket is, counted from 1. */
  numberOf(socket: Socket): number {
    return this.#sockets.get(socket) ?? 0;
  }

  /** Listens on a free port, again on the same one after `halt`. */
  async listen(): Promise<void> {
    const server = this.#make();
    server.keepAliveTimeout = 60_000;
    server.on(this.#connected, (socket: Socket) => {
      this.#connections += 1;
      this.#sockets.set(socket, this.#connections);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Cuts every connection and refuses new ones, as a server that is restarted does. */
  async halt(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.cut();
    await closed;
  }

  /** Cuts every connection, as a crash does. */
  cut(): void {
    for (const socket of this.#sockets.keys()) socket.resetAndDestroy();
  }

  /** Ends all idle connections in order, as a server does after its keep-alive time. */
  closeIdle(): void {
    this.#server?.closeIdleConnections();
  }
}
