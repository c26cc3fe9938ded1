import { type IncomingMessage, type Server, ServerResponse, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A connection that has been taken over from HTTP. */
export interface UpgradedConnection {
  readonly socket: Duplex;
  /** What the client has sent already. */
  readonly head: Buffer;
}

const waiting = new WeakMap<IncomingMessage, UpgradedConnection>();

/** Only these reach into pods; for every other request the wish for another protocol is ignored, as HTTP permits. */
const upgradable = /\/pods\/[^/]+\/(?:exec|attach|portforward)(?:\?|$)/;

/** Whether a request may be answered by taking over its connection. */
export function mayUpgrade(request: IncomingMessage): boolean {
  return upgradable.test(request.url ?? '') && /^(?:websocket|spdy\/3\.1)$/i.test(request.headers.upgrade ?? '');
}

/** Gives requests that want another protocol to the same listener as all others: until `upgrade` is called they can be answered as usual. */
export function listenForUpgrades(server: Server, listener: RequestListener): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const response = new ServerResponse(request);
    response.assignSocket(socket as Socket);
    response.shouldKeepAlive = false;
    response.once('finish', () => socket.end());
    socket.on('error', () => socket.destroy());
    waiting.set(request, { socket, head });
    listener(request, response);
  });
}

/** The connection of a request that asks for another protocol, with the protocol's name in lower case; undefined where it asks for none. */
export function wantedUpgrade(request: IncomingMessage): 'websocket' | 'spdy/3.1' | undefined {
  if (!waiting.has(request)) return undefined;
  return request.headers.upgrade?.toLowerCase() as 'websocket' | 'spdy/3.1';
}

/** Answers with 101 and these headers, and takes the connection over. */
export function upgrade(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): UpgradedConnection {
  const connection = waiting.get(request);
  if (connection === undefined) throw new Error('the request asks for no other protocol');
  waiting.delete(request);
  response.detachSocket(connection.socket as Socket);
  const lines = Object.entries({ Connection: 'Upgrade', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  connection.socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
  return connection;
}
