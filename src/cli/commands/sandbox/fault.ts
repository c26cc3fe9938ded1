import { type Json, jsonAt, noMetrics, systemClock, systemRandom } from '../../../base/index.ts';
import { loadClusterConfig, openTransport, pluginRunner, type Transport } from '../../../kube/index.ts';
import { durationFlag, listFlag, numberFlag, textFlag, UsageError } from '../../flags.ts';
import { table } from '../../output/table.ts';
import type { Invocation, RunCommand, Terminal } from '../../terminal.ts';

const path = '/sandbox/v1/faults';

/** `slipway sandbox fault add EFFECT`: from now on requests that match meet it. Prints its id. */
export const runFaultAdd: RunCommand = async (invocation, terminal) => {
  const [effect, ...more] = invocation.args;
  if (effect === undefined || more.length > 0)
    throw new UsageError('takes one effect: 429, 500, latency, refuse, drop or compact');
  const fault = {
    effect: effectOf(effect, invocation),
    verbs: [...listFlag(invocation, 'verb')],
    resources: [...listFlag(invocation, 'resource')],
    ...given('namespace', textFlag(invocation, 'namespace')),
    ...given('count', numberFlag(invocation, 'count', 1, 1_000_000_000)),
    ...given('probability', probabilityOf(invocation)),
    ...given('seed', numberFlag(invocation, 'seed', 0, 0xffff_ffff)),
  };
  const answer = await ask(invocation, terminal, 'POST', path, fault);
  terminal.out(`${shown(answer, 'id')}\n`);
  return 0;
};

/** `slipway sandbox fault list`: the faults in force, and how many requests each has met. */
export const runFaultList: RunCommand = async (invocation, terminal) => {
  const answer = await ask(invocation, terminal, 'GET', path);
  const faults = (jsonAt(answer, 'faults') ?? []) as readonly Json[];
  const list = (fault: Json, field: string): string => ((jsonAt(fault, field) ?? []) as string[]).join(',') || '*';
  const rows = faults.map((fault) => [
    shown(fault, 'id'),
    describe(jsonAt(fault, 'effect') ?? null),
    list(fault, 'verbs'),
    list(fault, 'resources'),
    shown(fault, 'met'),
    shown(fault, 'count'),
  ]);
  terminal.out(table(['ID', 'EFFECT', 'VERBS', 'RESOURCES', 'MET', 'COUNT'], rows));
  return 0;
};

/** `slipway sandbox fault clear [ID]`: ends one fault, or all. */
export const runFaultClear: RunCommand = async (invocation, terminal) => {
  const [id] = invocation.args;
  await ask(invocation, terminal, 'DELETE', id === undefined ? path : `${path}/${encodeURIComponent(id)}`);
  return 0;
};

function effectOf(word: string, invocation: Invocation): Json {
  const afterMs = durationFlag(invocation, 'after');
  if (/^[45]\d\d$/.test(word)) {
    const retryAfter = durationFlag(invocation, 'retry-after');
    return {
      kind: 'error',
      status: Number(word),
      ...given('retryAfterSeconds', retryAfter === undefined ? undefined : Math.ceil(retryAfter / 1000)),
    };
  }
  switch (word) {
    case 'latency':
      if (afterMs === undefined) throw new UsageError('latency needs --after, such as --after 2s');
      return { kind: 'latency', ms: afterMs };
    case 'drop':
      return { kind: 'drop', ...given('afterMs', afterMs) };
    case 'refuse':
    case 'compact':
      return { kind: word };
    default:
      throw new UsageError(`there is no effect ${word}: a status from 400 to 599, latency, refuse, drop or compact`);
  }
}

function probabilityOf(invocation: Invocation): number | undefined {
  const text = textFlag(invocation, 'probability');
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new UsageError(`--probability takes a number from 0 to 1, not ${text}`);
}

function describe(effect: Json): string {
  const words = Object.entries(effect ?? {}).map(([key, value]) =>
    key === 'kind' ? String(value) : `${key}=${String(value)}`,
  );
  return words.join(' ');
}

/** A text or number of an answer; `-` where there is none. */
function shown(object: Json, field: string): string {
  const value = jsonAt(object, field);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '-';
}

function given<Name extends string>(name: Name, value: Json | undefined): Partial<Record<Name, Json>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Json>);
}

/** Asks the sandbox of the kubeconfig. Throws KubeError where it refuses, or is none. */
async function ask(
  invocation: Invocation,
  terminal: Terminal,
  method: 'GET' | 'POST' | 'DELETE',
  target: string,
  body?: Json,
): Promise<Json> {
  const kubeconfig = textFlag(invocation, 'kubeconfig');
  const context = textFlag(invocation, 'context');
  const config = await loadClusterConfig({
    environment: terminal.env,
    home: terminal.home,
    ...given('kubeconfig', kubeconfig),
    ...(context === undefined ? {} : { overrides: { context } }),
  } as Parameters<typeof loadClusterConfig>[0]);
  const environment = terminal.env;
  const ports = { clock: systemClock, random: systemRandom, metrics: noMetrics, environment };
  const transport: Transport = openTransport(config, {
    ...ports,
    runPlugin: pluginRunner({ environment, clock: systemClock }),
  });
  try {
    const subject = {
      verb: method.toLowerCase(),
      group: '',
      resource: 'other',
      subresource: '',
      object: 'faults of the sandbox',
    };
    const answer = await transport.request(
      {
        method,
        path: target,
        subject,
        idempotent: method !== 'POST',
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      },
      { signal: terminal.signal },
    );
    return JSON.parse(answer.body.toString('utf8')) as Json;
  } finally {
    await transport.close();
  }
}
