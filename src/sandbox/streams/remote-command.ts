import { type Duplex, PassThrough, Writable } from 'node:stream';
import { type JsonObject, messageOf } from '../../base/index.ts';
import type { ProcessStreams } from '../handlers/index.ts';
import { SpdySession, type SpdyStream } from './spdy/session.ts';
import { WebSocketConnection } from './websocket.ts';

/** What a client of exec or attach connects (kubernetes 1.36, core/v1 PodExecOptions). */
export interface RemoteOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** Runs a process with these streams; gives its exit code. */
export type RunProcess = (streams: ProcessStreams) => Promise<number>;

/** The channels of `v4.channel.k8s.io` and `v5.channel.k8s.io`; the last closes another, in v5 only. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** Talks to a client over a WebSocket, whose messages begin with the number of their channel; resolves at the end. */
export async function remoteCommandOverWebSocket(
  socket: Duplex,
  head: Buffer,
  options: RemoteOptions,
  run: RunProcess,
): Promise<void> {
  const gone = new AbortController();
  const stdin = options.stdin ? new PassThrough() : undefined;
  const connection = new WebSocketConnection(socket, head, {
    message: (message) => {
      const [channel] = message;
      if (channel === channels.stdin && stdin !== undefined && !stdin.write(message.subarray(1))) {
        connection.pause();
        stdin.once('drain', () => connection.resume());
      } else if (channel === channels.close && message[1] === channels.stdin) stdin?.end();
    },
    closed: () => {
      stdin?.end();
      gone.abort();
    },
  });
  const output = (channel: number): Writable =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (connection.send(Buffer.concat([Buffer.from([channel]), chunk]))) done();
        else void connection.drained().then(() => done());
      },
    });
  const stdout = output(channels.stdout);
  // Something empty tells the client that the connection stands.
  connection.send(Buffer.from([options.stdout ? channels.stdout : channels.error]));
  const status = await outcome(run, {
    stdin,
    stdout,
    stderr: options.tty ? stdout : output(channels.stderr),
    tty: options.tty,
    signal: gone.signal,
  });
  connection.send(Buffer.concat([Buffer.from([channels.error]), Buffer.from(JSON.stringify(status))]));
  connection.close();
}

/** Talks to a client over SPDY streams, each with its `streamtype` (`v4.channel.k8s.io`); resolves at the end. */
export async function remoteCommandOverSpdy(
  socket: Duplex,
  head: Buffer,
  options: RemoteOptions,
  run: RunProcess,
): Promise<void> {
  const gone = new AbortController();
  const wanted = [
    'error',
    ...(options.stdin ? ['stdin'] : []),
    ...(options.stdout ? ['stdout'] : []),
    ...(options.stderr && !options.tty ? ['stderr'] : []),
    ...(options.tty ? ['resize'] : []),
  ];
  const { streams, session } = await new Promise<{ streams: Map<string, Duplex>; session: SpdySession }>((resolve) => {
    const found = new Map<string, Duplex>();
    const opened = ({ headers, bytes }: SpdyStream): void => {
      found.set(headers.get('streamtype') ?? '', bytes);
      if (wanted.every((type) => found.has(type))) resolve({ streams: found, session: all });
    };
    const closed = (): void => {
      gone.abort();
      resolve({ streams: found, session: all });
    };
    const all: SpdySession = new SpdySession(socket, head, { opened, closed });
    void all.serve();
  });
  if (gone.signal.aborted) return;
  streams.get('resize')?.resume();
  const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
  const stdout = streams.get('stdout') ?? nowhere();
  const stderr = options.tty ? stdout : (streams.get('stderr') ?? nowhere());
  const status = await outcome(run, {
    stdin: streams.get('stdin'),
    stdout,
    stderr,
    tty: options.tty,
    signal: gone.signal,
  });
  streams.get('error')?.end(JSON.stringify(status));
  stdout.end();
  stderr.end();
  // The client goes as soon as it has read everything.
  await new Promise<void>((resolve) => {
    if (gone.signal.aborted) resolve();
    else gone.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  session.close();
}

/** How a process ended, in the words of kubelet (kubernetes 1.36, pkg/kubelet, remotecommand/exec.go). */
async function outcome(run: RunProcess, streams: ProcessStreams): Promise<JsonObject> {
  let code: number;
  try {
    code = await run(streams);
  } catch (error) {
    const message = `error executing command in container: ${messageOf(error)}`;
    const details = { causes: [{ message: messageOf(error) }] };
    return { metadata: {}, status: 'Failure', message, reason: 'InternalError', details, code: 500 };
  }
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}
