import { Duplex } from 'node:stream';
import { WebSocketConnection } from './websocket.ts';

/** The bytes of a WebSocket's binary messages, one after the other, as if it were a socket. */
export function webSocketBytes(socket: Duplex, head: Buffer): Duplex {
  const bytes: Duplex = new Duplex({
    read: () => connection.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      if (connection.send(chunk)) done();
      else void connection.drained().then(() => done());
    },
    final: (done) => {
      connection.close();
      done();
    },
    destroy: (error, done) => {
      connection.close();
      done(error);
    },
  });
  const connection = new WebSocketConnection(socket, head, {
    message: (data) => {
      if (!bytes.push(data)) connection.pause();
    },
    closed: () => {
      bytes.push(null);
      bytes.destroy();
    },
  });
  return bytes;
}
