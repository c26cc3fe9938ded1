import { Agent, request } from 'undici';
import { cloneJson, isJsonObject, type Json } from '../../src/base/index.ts';
import { applyMergePatch } from '../../src/patch/index.ts';
import { canonical } from './canonical.ts';
import type { RecordedAnswer, Script, Step } from './script.ts';

/** How long the events of the last request may take to come. */
const lastEventsMs = 300;
const pollMs = 25;

/**
 * Runs a script on the server at `url` in a namespace of its own, and gives its answers in canonical form. Where `recorded` is
 * given, watches end as soon as they have told as much as they did then.
 */
export async function runScript(
  name: string,
  script: Script,
  url: string,
  recorded: readonly RecordedAnswer[] = [],
): Promise<readonly RecordedAnswer[]> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false }, bodyTimeout: 0 });
  const run = new ScriptRun(url, namespaceOf(name), dispatcher);
  try {
    await run.begin(script);
    await run.play(script.steps);
    return canonical(await run.answers(recorded), run.namespace, script);
  } finally {
    await run.end(script);
    await dispatcher.close().catch(() => undefined);
  }
}

interface OpenWatch {
  readonly at: number;
  readonly count: () => number;
  readonly stop: () => Promise<readonly Json[]>;
}

/** One run of a script, with what its steps keep for later ones. */
class ScriptRun {
  readonly namespace: string;
  readonly #url: string;
  readonly #dispatcher: Agent;
  readonly #answers: RecordedAnswer[] = [];
  readonly #watches: OpenWatch[] = [];
  readonly #saved = new Map<string, string>();
  #kept: Json = null;

  constructor(url: string, namespace: string, dispatcher: Agent) {
    this.#url = url;
    this.namespace = namespace;
    this.#dispatcher = dispatcher;
  }

  async begin(script: Script): Promise<void> {
    const own = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } };
    await this.#send({ request: 'POST /api/v1/namespaces', body: own });
    const account = '/api/v1/namespaces/$NS/serviceaccounts';
    if (script.bare === true) await this.#send({ request: `POST ${account}`, body: { metadata: { name: 'default' } } });
    else await this.#until({ request: `GET ${account}/default` }, 'metadata.name', 'default');
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      const request = step.id ?? step.request;
      if (step.watch === true) {
        this.#watches.push(await this.#openWatch(step));
        this.#answers.push({ request, status: 200 });
        continue;
      }
      const answer =
        step.until === undefined ? await this.#send(step) : await this.#until(step, step.until.path, step.until.equals);
      if (step.keep === true) this.#kept = answer.body ?? null;
      for (const [name, path] of Object.entries(step.save ?? {})) {
        const value = valueAt(answer.body, path) ?? '';
        this.#saved.set(name, typeof value === 'string' ? value : JSON.stringify(value));
      }
      if (step.silent !== true) this.#answers.push({ ...answer, request });
    }
  }

  async answers(recorded: readonly RecordedAnswer[]): Promise<readonly RecordedAnswer[]> {
    const missing = (): boolean =>
      this.#watches.some(({ at, count }) => count() < (recorded[at]?.events?.length ?? Number.POSITIVE_INFINITY));
    for (let waited = 0; missing() && waited < lastEventsMs * (recorded.length > 0 ? 10 : 1); waited += pollMs) {
      await pause();
    }
    for (const { at, stop } of this.#watches) {
      this.#answers[at] = { ...(this.#answers[at] as RecordedAnswer), events: await stop() };
    }
    return this.#answers;
  }

  async end(script: Script): Promise<void> {
    for (const { stop } of this.#watches) await stop();
    await this.#send({ request: 'DELETE /api/v1/namespaces/$NS' });
    if (script.bare === true) {
      // Nobody finalizes namespaces beside an API server alone.
      const metadata = { name: this.namespace };
      await this.#send({
        request: 'PUT /api/v1/namespaces/$NS/finalize',
        body: { metadata, spec: { finalizers: [] } },
      });
      return;
    }
    await this.#until({ request: 'GET /api/v1/namespaces/$NS' }, 'code', 404).catch(() => undefined);
  }

  #resolve(text: string): string {
    let result = text.replaceAll('$NS', this.namespace);
    for (const [name, value] of this.#saved) result = result.replaceAll(`$${name}`, value);
    return result;
  }

  #headers(step: Step, defaults: Readonly<Record<string, string>>): Record<string, string> {
    const headers: Record<string, string> = { ...defaults };
    for (const [name, value] of Object.entries(step.headers ?? {})) {
      if (value === null) delete headers[name];
      else headers[name] = this.#resolve(value);
    }
    return headers;
  }

  #body(step: Step): string | undefined {
    const body = step.edit === undefined ? step.body : applyMergePatch(cloneJson(this.#kept), step.edit);
    if (body === undefined) return undefined;
    // Strings go as they are, so that scripts can send what is no JSON.
    return this.#resolve(typeof body === 'string' ? body : JSON.stringify(body));
  }

  async #send(step: Step): Promise<RecordedAnswer> {
    const [method = '', path = ''] = this.#resolve(step.request).split(' ');
    const body = this.#body(step);
    const standard = {
      authorization: 'Bearer admin',
      'user-agent': 'script/1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const answer = await request(this.#url + path, {
      method: method as 'GET',
      dispatcher: this.#dispatcher,
      headers: this.#headers(step, standard),
      ...(body === undefined ? {} : { body }),
    });
    const parsed = parseText(await answer.body.text());
    const warnings = [answer.headers['warning'] ?? []].flat().join(', ');
    return {
      request: step.request,
      status: answer.statusCode,
      ...(warnings === '' ? {} : { warnings }),
      body: parsed,
    };
  }

  async #until(step: Step, path: string, equals: Json): Promise<RecordedAnswer> {
    for (let attempt = 0; attempt < 30_000 / pollMs; attempt += 1) {
      const answer = await this.#send(step);
      if (JSON.stringify(valueAt(answer.body, path) ?? null) === JSON.stringify(equals)) return answer;
      await pause();
    }
    throw new Error(`${step.request}: ${path} did not become ${JSON.stringify(equals)}`);
  }

  async #openWatch(step: Step): Promise<OpenWatch> {
    const at = this.#answers.length;
    const abort = new AbortController();
    const target = this.#resolve(step.request);
    const answer = await request(this.#url + target.slice(target.indexOf(' ') + 1), {
      dispatcher: this.#dispatcher,
      headers: this.#headers(step, { authorization: 'Bearer admin' }),
      signal: abort.signal,
    });
    let text = '';
    const read = (async () => {
      for await (const chunk of answer.body) text += String(chunk);
    })().catch(() => undefined);
    const events = (): Json[] =>
      text
        .split('\n')
        .slice(0, text.endsWith('\n') ? undefined : -1)
        .filter((line) => line.trim() !== '')
        .map(parseText)
        .filter((event) => !isPlainBookmark(event));
    return {
      at,
      count: () => events().length,
      stop: async () => {
        abort.abort();
        await read;
        return events();
      },
    };
  }
}

function valueAt(body: Json | undefined, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Array.isArray(value) ? value[Number(key)] : value[key];
  }, body);
}

function parseText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Bookmarks come when it pleases the server; those that end the initial events are another thing. */
function isPlainBookmark(event: Json): boolean {
  return isJsonObject(event) && event['type'] === 'BOOKMARK' && !JSON.stringify(event).includes('initial-events-end');
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pollMs));
}

function namespaceOf(script: string): string {
  return `s-${script}`
    .replaceAll(/[^a-z0-9-]/g, '-')
    .slice(0, 60)
    .replace(/-+$/, '');
}
