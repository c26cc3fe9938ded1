import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { isJsonObject, type Json, type JsonObject, textAt } from '../../src/base/index.ts';

/** What a client got: what can be compared of it. */
export interface WebhookAnswer {
  readonly step: string;
  readonly status: number;
  readonly message: string;
  readonly reason: string;
  readonly warnings: string;
  readonly data: Json;
  readonly causes: Json;
}

/** A certificate for 127.0.0.1 and who signed it, PEM. */
export interface WebhookCertificate {
  readonly key: string;
  readonly certificate: string;
  readonly authority: string;
}

const registration = '/apis/admissionregistration.k8s.io/v1';

/**
 * Lets the API server at `url` ask webhooks of ours, which answer as the names of ConfigMaps say, and tells what clients got. `settle`
 * for servers that take note of configurations late.
 */
export async function runWebhookScenario(
  url: string,
  certificate: WebhookCertificate,
  settle: number,
): Promise<readonly WebhookAnswer[]> {
  const hooks = createServer({ key: certificate.key, cert: certificate.certificate }, (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const review = JSON.parse(Buffer.concat(chunks).toString()) as JsonObject;
      outgoing.setHeader('content-type', 'application/json');
      outgoing.end(JSON.stringify(answerOf(new URL(incoming.url ?? '/', 'https://x').pathname, review)));
    });
  });
  await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
  const { port } = hooks.address() as AddressInfo;
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const answers: WebhookAnswer[] = [];
  const differing = new RegExp(`\\b${port}\\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`, 'g');
  const send = async (step: string, method: 'POST' | 'DELETE' | 'PATCH', path: string, body?: Json): Promise<void> => {
    const headers = {
      authorization: 'Bearer admin',
      'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
    };
    const answer = await request(url + path, {
      method,
      dispatcher,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = (await answer.body.json()) as JsonObject;
    if (step === '') return;
    const details = isJsonObject(json['details']) ? json['details'] : {};
    answers.push({
      step,
      status: answer.statusCode,
      message: textAt(json, 'message').replaceAll(differing, 'X'),
      reason: textAt(json, 'reason'),
      warnings: [answer.headers['warning'] ?? []].flat().join(', '),
      data: json['data'] ?? null,
      causes: JSON.parse(JSON.stringify(details['causes'] ?? null).replaceAll(differing, 'X')) as Json,
    });
  };
  const maps = '/api/v1/namespaces/webhooks/configmaps';
  const map = (name: string, data: JsonObject = {}): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data,
  });
  const hook = (name: string, path: string, more: JsonObject = {}): JsonObject => ({
    name,
    clientConfig: {
      url: `https://127.0.0.1:${port}${path}`,
      caBundle: Buffer.from(certificate.authority).toString('base64'),
    },
    rules: [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE', 'DELETE'], resources: ['configmaps'] },
    ],
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'webhooks' } },
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    matchConditions: [{ name: 'mine', expression: "request.name != 'kube-root-ca.crt'" }],
    ...more,
  });
  const configure = async (kind: 'Mutating' | 'Validating', webhooks: readonly JsonObject[]): Promise<void> => {
    const path = `${registration}/${kind.toLowerCase()}webhookconfigurations`;
    await send('', 'DELETE', `${path}/scenario`);
    if (webhooks.length === 0) return;
    const apiVersion = 'admissionregistration.k8s.io/v1';
    await send('', 'POST', path, {
      apiVersion,
      kind: `${kind}WebhookConfiguration`,
      metadata: { name: 'scenario' },
      webhooks: [...webhooks],
    });
    await new Promise((resolve) => setTimeout(resolve, settle));
  };
  try {
    await send('', 'POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'webhooks' },
    });
    await configure('Validating', [hook('check.example.com', '/check')]);
    await send('allowed', 'POST', maps, map('fine'));
    await send('denied', 'POST', maps, map('deny'));
    await send('denied with a code', 'POST', maps, map('deny-code'));
    await send('denied with a reason', 'POST', maps, map('deny-reason'));
    await send('denied without a word', 'POST', maps, map('deny-silent'));
    await send('denied with details', 'POST', maps, map('deny-details'));
    await send('warned', 'POST', maps, map('warn'));
    await send('wrong uid', 'POST', maps, map('wrong-uid'));
    await send('wrong kind', 'POST', maps, map('wrong-kind'));
    await send('no response', 'POST', maps, map('no-response'));
    await send('dry run', 'POST', `${maps}?dryRun=All`, map('deny'));
    await send('changed', 'PATCH', `${maps}/fine`, { data: { deny: 'yes' } });
    await send('deleted', 'DELETE', `${maps}/fine`);
    await configure('Validating', [
      hook('effects.example.com', '/check', { sideEffects: 'NoneOnDryRun' }),
      hook('gone.example.com', '/check', { clientConfig: { url: 'https://127.0.0.1:1/x' }, failurePolicy: 'Ignore' }),
    ]);
    await send('nobody listens and none minds', 'POST', maps, map('ignored'));
    await configure('Validating', [
      hook('gone.example.com', '/check', { clientConfig: { url: 'https://127.0.0.1:1/x' } }),
    ]);
    await send('nobody listens', 'POST', maps, map('lost'));
    await configure('Validating', [
      hook('service.example.com', '/check', {
        clientConfig: { service: { name: 'none', namespace: 'webhooks', path: '/x' } },
      }),
    ]);
    await send('no service', 'POST', maps, map('lost'));
    await configure('Validating', [
      hook('exact.example.com', '/check', { objectSelector: { matchLabels: { seen: 'yes' } } }),
    ]);
    await send('not selected', 'POST', maps, map('deny'));
    await configure('Validating', [
      hook('condition.example.com', '/check', {
        matchConditions: [{ name: 'broken', expression: "object.data.x == 'y'" }],
      }),
    ]);
    await send('broken condition', 'POST', maps, map('anything'));
    await configure('Validating', []);
    await configure('Mutating', [
      hook('first.example.com', '/first', { reinvocationPolicy: 'IfNeeded' }),
      hook('second.example.com', '/second'),
      hook('third.example.com', '/bad-patch', { objectSelector: { matchLabels: { bad: 'yes' } } }),
    ]);
    await send('mutated twice', 'POST', maps, map('mutated', { a: '1' }));
    await send('wrong patch', 'POST', maps, { ...map('spoilt'), metadata: { name: 'spoilt', labels: { bad: 'yes' } } });
    await configure('Mutating', []);
  } finally {
    await configure('Mutating', []);
    await configure('Validating', []);
    await send('', 'DELETE', '/api/v1/namespaces/webhooks');
    hooks.closeAllConnections();
    hooks.close();
    await dispatcher.close();
  }
  return answers;
}

/** What our webhooks say of an object, by its name and by the path that was asked. */
function answerOf(path: string, review: JsonObject): Json {
  const asked = isJsonObject(review['request']) ? review['request'] : {};
  const object = isJsonObject(asked['object']) ? asked['object'] : {};
  const name = textAt(asked, 'name');
  const data = isJsonObject(object['data']) ? object['data'] : {};
  const reply = (response: JsonObject): JsonObject => ({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    response: { uid: asked['uid'] ?? '', ...response },
  });
  const patched = (operations: Json): JsonObject =>
    reply({ allowed: true, patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(operations)).toString('base64') });
  if (path === '/first') {
    const count = Number(data['count'] ?? '0') + 1;
    return patched([{ op: 'add', path: '/data', value: { ...data, count: String(count) } }]);
  }
  if (path === '/second') return patched([{ op: 'add', path: '/data/second', value: 'was here' }]);
  if (path === '/bad-patch') return patched([{ op: 'remove', path: '/data/none' }]);
  const denied = (status: JsonObject): JsonObject => reply({ allowed: false, status });
  switch (name) {
    case 'deny':
      return denied({ message: 'not this one' });
    case 'deny-code':
      return denied({ message: 'a teapot', code: 418, reason: 'Teapot' });
    case 'deny-reason':
      return denied({ reason: 'Because' });
    case 'deny-silent':
      return reply({ allowed: false });
    case 'deny-details':
      return denied({
        message: 'look here',
        code: 422,
        details: { causes: [{ field: 'data.x', message: 'is wrong', reason: 'Wrong' }] },
      });
    case 'warn':
      return reply({ allowed: true, warnings: ['careful', 'very'] });
    case 'wrong-uid':
      return reply({ allowed: true, uid: 'another' });
    case 'wrong-kind':
      return { ...reply({ allowed: true }), kind: 'Review' };
    case 'no-response':
      return { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1' };
    default:
      return data['deny'] === 'yes' ? denied({ message: 'data says so' }) : reply({ allowed: true });
  }
}
