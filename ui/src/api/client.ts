import type { ApiError } from './generated.ts';

const base = '/api/slipway/v1';

/** What an error's body says of it. */
export type ErrorFacts = ApiError['error'];

/** A request that was not answered as asked; `facts` is what the server says of it. `offline` where no answer came. */
export class RequestError extends Error {
  readonly facts:
    | ErrorFacts
    | { readonly code: 'offline' | 'garbled'; readonly message: string; readonly raw?: string };

  constructor(facts: RequestError['facts'], options?: ErrorOptions) {
    super(facts.message, options);
    this.name = 'RequestError';
    this.facts = facts;
  }

  get code(): string {
    return this.facts.code;
  }
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The address of a route, with what is set of `query`. */
export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return `${base}${path}${text === '' ? '' : `?${text}`}`;
}

/** Reads a route. Throws RequestError. */
export function get<T>(path: string, query: Query, signal: AbortSignal | undefined): Promise<T> {
  return request<T>(addressOf(path, query), { headers: { accept: 'application/json' }, ...(signal && { signal }) });
}

/** Sends a body to a route. Throws RequestError. */
export function send<T>(method: 'POST' | 'DELETE', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  return request<T>(addressOf(path), {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
}

async function request<T>(address: string, init: RequestInit): Promise<T> {
  const response = await fetch(address, { ...init, credentials: 'same-origin' }).catch((cause: unknown) => {
    if (init.signal?.aborted === true) throw cause;
    throw new RequestError({ code: 'offline', message: 'Slipway does not answer.' }, { cause });
  });
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  if (!response.ok) throw errorOf(response.status, text);
  return parse(text, response.status) as T;
}

/** Opens an answer that does not end by itself, as lines of text. Throws RequestError where it is refused. */
export async function* lines(address: string, signal: AbortSignal): AsyncGenerator<string> {
  const response = await fetch(address, { signal, credentials: 'same-origin' }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new RequestError({ code: 'offline', message: 'Slipway does not answer.' }, { cause });
  });
  if (!response.ok || response.body === null) throw errorOf(response.status, await response.text());
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (rest + value).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}

function errorOf(status: number, text: string): RequestError {
  const body = parse(text, status) as Partial<ApiError> | null;
  const facts = body?.error;
  if (facts !== undefined && typeof facts.message === 'string') return new RequestError(facts);
  return new RequestError({
    code: 'garbled',
    message: `The server answered with status ${status}.`,
    raw: text.slice(0, 4000),
  });
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError({
      code: status >= 500 ? 'offline' : 'garbled',
      message: `The answer cannot be read (status ${status}): is this address Slipway's?`,
      raw: text.slice(0, 4000),
    });
  }
}
