import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { ServingCertificate } from '../../sandbox/index.ts';

/** The first byte of every TLS connection. */
const tlsHandshake = 0x16;

/** What takes both TLS and plain HTTP on one port, as argocd-server does, and hands plain HTTP on. */
export interface Front {
  /** Opens a connection to it. */
  connect(): Promise<Duplex>;
  close(): void;
}

/** Starts a front before the server at `port` of loopback. Rejects where it cannot listen. */
export async function startFront(port: number, { key, certificate }: ServingCertificate): Promise<Front> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read(1) as Buffer | null;
      if (first === null) {
        socket.destroy();
        return;
      }
      socket.unshift(first);
      const plain =
        first[0] === tlsHandshake ? new TLSSocket(socket, { isServer: true, key, cert: certificate }) : socket;
      plain.on('error', () => socket.destroy());
      const target = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      target.on('error', () => plain.destroy());
      plain.once('close', () => target.destroy());
      plain.pipe(target).pipe(plain);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = (server.address() as AddressInfo).port;
  return {
    connect: async () => {
      const socket = connect({ port: own, host: '127.0.0.1', allowHalfOpen: true });
      await once(socket, 'connect');
      return socket;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
