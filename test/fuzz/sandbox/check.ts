import { Agent, request } from 'undici';
import { isJsonObject, type Json, type JsonObject, textAt } from '../../../src/base/index.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { fuzzRequests, type FuzzRequest } from './requests.ts';

/** A request that was not answered as any request must be. */
export interface Finding {
  readonly index: number;
  readonly request: FuzzRequest;
  readonly what: string;
}

/** What a run found, and how many requests were answered with each status. */
export interface FuzzResult {
  readonly findings: readonly Finding[];
  readonly statuses: Readonly<Record<string, number>>;
}

/**
 * Sends `count` requests of a seed, and then looks whether the server still tells what it holds: a crash, a status of 500 and more
 * (but those that say what the server has not), an answer that cannot be read, and a list that does not fit its objects are findings.
 */
export async function fuzzSandbox(sandbox: Sandbox, seed: number, count: number): Promise<FuzzResult> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false }, headersTimeout: 60_000, bodyTimeout: 60_000 });
  const findings: Finding[] = [];
  const statuses: Record<string, number> = {};
  const namespace = `fuzz-${seed}`;
  const own: FuzzRequest = {
    method: 'POST',
    path: '/api/v1/namespaces',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })),
  };
  await send(sandbox, own, dispatcher);
  let index = 0;
  for (const each of fuzzRequests(seed, count, namespace)) {
    const { status, what } = await send(sandbox, each, dispatcher);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (what !== '') findings.push({ index, request: each, what });
    index += 1;
  }
  findings.push(...(await holds(sandbox, namespace, dispatcher)));
  await dispatcher.close();
  return { findings, statuses };
}

async function send(
  sandbox: Sandbox,
  { method, path, headers, body }: FuzzRequest,
  dispatcher: Agent,
): Promise<{ status: number; what: string; text: string }> {
  try {
    const answer = await request(sandbox.url + path, {
      method: method as 'GET',
      headers,
      dispatcher,
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.body.text();
    const status = answer.statusCode;
    return { status, what: status >= 500 && !allowed(status, text) ? `${status} ${text.slice(0, 600)}` : '', text };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // The body of a request that is refused early need not be taken to its end.
    const refused =
      body !== undefined && body.length > 1_000_000 && ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(code);
    return { status: 0, what: refused ? '' : `${code} ${String(error)}`, text: '' };
  }
}

/**
 * As upstream: a resource version of the future, and the errors that it gives no reason for (directives of a strategic merge that are
 * none, a resource version in what is created). What fails by itself has the reason `InternalError`.
 */
function allowed(status: number, text: string): boolean {
  return status === 504 || (status === 500 && text.includes('"code":500') && !text.includes('"reason"'));
}

/** Every object of a list can be read by itself, and says the same. */
async function holds(sandbox: Sandbox, namespace: string, dispatcher: Agent): Promise<Finding[]> {
  const headers = { authorization: 'Bearer admin' };
  const get = async (path: string): Promise<JsonObject> => {
    const { text, what } = await send(sandbox, { method: 'GET', path, headers }, dispatcher);
    const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Json;
    return what === '' && isJsonObject(json) ? json : { broken: what };
  };
  const findings: Finding[] = [];
  for (const plural of ['configmaps', 'secrets', 'services', 'pods', 'limitranges', 'endpoints']) {
    const list = `/api/v1/namespaces/${namespace}/${plural}`;
    const { items, broken } = await get(list);
    const asked: FuzzRequest = { method: 'GET', path: list, headers };
    if (broken !== undefined || !Array.isArray(items)) {
      findings.push({ index: -1, request: asked, what: `no list: ${JSON.stringify(broken ?? null)}` });
      continue;
    }
    for (const item of items.slice(0, 20)) {
      const name = textAt(item, 'metadata', 'name');
      const one = await get(`${list}/${name}`);
      const listed = isJsonObject(item) && isJsonObject(item['metadata']) ? item['metadata']['uid'] : '';
      const found = isJsonObject(one['metadata']) ? one['metadata']['uid'] : undefined;
      // Pods may end meanwhile.
      if (found !== listed && plural !== 'pods') {
        findings.push({ index: -1, request: asked, what: `${name} is listed but not found` });
      }
    }
  }
  return findings;
}
