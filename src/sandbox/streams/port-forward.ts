import type { Duplex } from 'node:stream';
import { finished } from 'node:stream';
import { messageOf } from '../../base/index.ts';
import { SpdySession, type SpdyStream } from './spdy/session.ts';

/**
 * Forwards the connections of a client: each is a pair of SPDY streams with the same request id, one for data and one for what goes wrong
 * (kubernetes 1.36, pkg/kubelet/server/portforward). `connect` opens what lies behind a port; what it throws is told to the client.
 * Resolves when the client has gone.
 */
export function forwardPorts(socket: Duplex, head: Buffer, connect: (port: number) => Promise<Duplex>): Promise<void> {
  const waiting = new Map<string, SpdyStream>();
  const opened = (stream: SpdyStream): void => {
    const port = Number(stream.headers.get('port'));
    const type = stream.headers.get('streamtype');
    const other = type === 'data' ? 'error' : 'data';
    if ((type !== 'data' && type !== 'error') || !Number.isInteger(port) || port < 1 || port > 65_535) {
      stream.bytes.destroy();
      return;
    }
    // Old clients give no id: their streams follow each other.
    const request = stream.headers.get('requestid') ?? String(type === 'error' ? stream.id : stream.id - 2);
    const partner = waiting.get(`${request}/${other}`);
    if (partner === undefined) {
      waiting.set(`${request}/${type}`, stream);
      stream.bytes.once('close', () => waiting.delete(`${request}/${type}`));
      return;
    }
    waiting.delete(`${request}/${other}`);
    const [data, failure] = type === 'data' ? [stream, partner] : [partner, stream];
    void forward(data.bytes, failure.bytes, () => connect(port));
  };
  return new SpdySession(socket, head, { opened, closed: () => undefined }).serve();
}

async function forward(data: Duplex, failure: Duplex, connect: () => Promise<Duplex>): Promise<void> {
  let target: Duplex;
  try {
    target = await connect();
  } catch (error) {
    failure.end(messageOf(error));
    data.end();
    return;
  }
  data.pipe(target);
  target.pipe(data);
  target.once('error', (error) => {
    if (failure.writable) failure.end(messageOf(error));
    data.destroy();
  });
  data.once('close', () => target.destroy());
  finished(target, { readable: true, writable: false }, () => {
    if (failure.writable) failure.end();
    if (data.writable) data.end();
  });
}
