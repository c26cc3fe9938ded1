import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { SourceError } from '../error.ts';
import { onStorage } from '../storage-error.ts';
import { dropBody, tooLarge } from './body.ts';
import { type HttpReply, publicAddress, sendFailure } from './client.ts';

/** A file that was downloaded. */
export interface Download {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly size: number;
}

/** How a download goes. */
export interface DownloadOptions {
  /** Sends the request; `range` and `if-range` headers ask for the rest of what is here. */
  readonly send: (headers: Readonly<Record<string, string>>) => Promise<HttpReply>;
  /** Throws where the status says that there is nothing to read. */
  readonly check: (reply: HttpReply) => Promise<void> | void;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** How often a download that broke off is taken up again. */
const maxResumes = 4;

/**
 * Downloads to `file`, which must not be there yet. Where the connection breaks, what is missing is asked for (`Range`, with the entity tag
 * that the first answer had); a server that knows no ranges sends all again. Throws SourceError; `file` is of no use then.
 */
export async function download(file: string, options: DownloadOptions): Promise<Download> {
  const handle = await onStorage(file, () => open(file, 'ax', 0o600));
  try {
    let state = begin();
    for (let resumes = 0; ; resumes += 1) {
      options.signal?.throwIfAborted();
      const reply = await options.send(state.size === 0 ? {} : rangeOf(state));
      try {
        state = await accept(reply, state, options, () => handle.truncate(0));
        for await (const chunk of reply.body) {
          const data = chunk as Buffer;
          if (state.size + data.byteLength > options.maxBytes) throw tooLarge(reply.url, options.maxBytes);
          await onStorage(file, () => handle.appendFile(data));
          state.size += data.byteLength;
          state.hash.update(data);
        }
        if (state.expected === undefined || state.size >= state.expected) {
          return { digest: `sha256:${state.hash.digest('hex')}`, size: state.size };
        }
      } catch (error) {
        const failed = options.signal?.aborted === true ? options.signal.reason : sendFailure(error, reply.url);
        const broke = failed instanceof SourceError && (failed.code === 'unreachable' || failed.code === 'timeout');
        if (!broke || resumes >= maxResumes || reply.status >= 300) throw failed;
      } finally {
        dropBody(reply.body);
      }
      if (resumes >= maxResumes) throw brokenOff(reply.url, state);
    }
  } finally {
    await handle.close();
  }
}

interface State {
  size: number;
  hash: Hash;
  /** How long the whole is, where the server said so. */
  expected: number | undefined;
  etag: string | undefined;
}

function begin(): State {
  return { size: 0, hash: createHash('sha256'), expected: undefined, etag: undefined };
}

function rangeOf({ size, etag }: State): Record<string, string> {
  return { range: `bytes=${size}-`, ...(etag === undefined ? {} : { 'if-range': etag }) };
}

/** What is here once the answer's head is read: all so far where the server sends the rest, nothing where it starts again. */
async function accept(
  reply: HttpReply,
  state: State,
  options: DownloadOptions,
  restart: () => Promise<void>,
): Promise<State> {
  await options.check(reply);
  if (reply.status === 206 && state.size > 0) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(reply.headers['content-range'] ?? '');
    if (Number(range?.[1]) === state.size) return state;
    const object = publicAddress(reply.url);
    throw new SourceError('refused', `${object}: the server sends another part than was asked for`, { object });
  }
  if (state.size > 0) await restart();
  const length = reply.headers['content-length'];
  const expected = length === undefined ? undefined : Number(length);
  if (expected !== undefined && expected > options.maxBytes) throw tooLarge(reply.url, options.maxBytes);
  const etag = reply.headers['etag'];
  return { ...begin(), expected, etag: etag?.startsWith('W/') === true ? undefined : etag };
}

function brokenOff(url: string, { size, expected }: State): SourceError {
  const object = publicAddress(url);
  const text = `the server sent ${size} of ${expected ?? 'unknown'} bytes, however often it was asked for the rest`;
  return new SourceError('unreachable', `${object}: ${text}`, { object });
}
