import { request as httpsRequest } from 'node:https';
import { isJsonObject, type Json, type JsonObject, messageOf, objectAt, textAt } from '../../../base/index.ts';
import type { AdmissionAttributes } from '../../machinery/admission.ts';

/** What a webhook answered. */
export interface WebhookResponse {
  readonly allowed: boolean;
  readonly status: JsonObject;
  readonly warnings: readonly string[];
  /** The text of a JSON patch. */
  readonly patch: string | undefined;
}

/** A webhook that could not be asked, or answered what is no review. */
export class WebhookFailure extends Error {}

/** The longest answer that is read. */
const answerLimit = 3 * 1024 * 1024;
const maxTimeoutSeconds = 30;

/**
 * Sends an AdmissionReview to a webhook over HTTPS and reads its answer (apiserver v0.36.3, pkg/admission/plugin/webhook). Raises
 * WebhookFailure in upstream's words.
 */
export async function callWebhook(
  webhook: JsonObject,
  review: JsonObject,
  attributes: AdmissionAttributes,
): Promise<WebhookResponse> {
  const seconds = Math.min(maxTimeoutSeconds, numberOf(webhook, 'timeoutSeconds') ?? 10);
  const client = objectAt(webhook, 'clientConfig');
  const url = `${urlOf(client)}?timeout=${seconds}s`;
  const failed = (why: string): WebhookFailure =>
    new WebhookFailure(`failed to call webhook: Post ${JSON.stringify(url)}: ${why}`);
  if (textAt(client, 'url') === '') throw failed(serviceProblem(objectAt(client, 'service'), attributes));
  const caBundle = textAt(client, 'caBundle');
  const ca = caBundle === '' ? undefined : Buffer.from(caBundle, 'base64');
  let answer: { readonly status: number; readonly text: string };
  try {
    answer = await post(url, JSON.stringify(review), seconds * 1000, ca);
  } catch (error) {
    throw failed(networkProblem(error, new URL(url)));
  }
  if (answer.status !== 200) {
    throw new WebhookFailure(
      `failed to call webhook: the server responded with the status code ${answer.status} but did not return more information`,
    );
  }
  return readAnswer(answer.text, textAt(objectAt(review, 'request'), 'uid'));
}

function numberOf(object: JsonObject, field: string): number | undefined {
  const value = object[field];
  return typeof value === 'number' ? value : undefined;
}

function urlOf(client: JsonObject): string {
  const url = textAt(client, 'url');
  if (url !== '') return new URL(url).href;
  const service = objectAt(client, 'service');
  const port = numberOf(service, 'port') ?? 443;
  return `https://${textAt(service, 'name')}.${textAt(service, 'namespace')}.svc:${port}${textAt(service, 'path') || '/'}`;
}

/** Pods here are simulated: nobody listens behind a Service. */
function serviceProblem(service: JsonObject, { cluster }: AdmissionAttributes): string {
  const name = textAt(service, 'name');
  const stored = cluster.storage.get(`/services/${textAt(service, 'namespace')}/${name}`);
  return stored === undefined
    ? `service ${JSON.stringify(name)} not found`
    : `no endpoints available for service ${JSON.stringify(name)}`;
}

function post(
  url: string,
  body: string,
  timeout: number,
  ca: Buffer | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeout);
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, */*',
      'content-length': Buffer.byteLength(body),
    };
    const request = httpsRequest(
      url,
      { method: 'POST', headers, signal, agent: false, ...(ca === undefined ? {} : { ca }) },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > answerLimit) request.destroy(new Error('response body is too large'));
          chunks.push(chunk);
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** What Go would say of a connection that failed. */
function networkProblem(error: unknown, url: URL): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError'))
    return 'context deadline exceeded';
  const address = `${url.hostname}:${url.port || '443'}`;
  if (code === 'ECONNREFUSED') return `dial tcp ${address}: connect: connection refused`;
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${url.hostname}: no such host`;
  if (['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'].includes(code)) {
    return 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
  }
  return messageOf(error);
}

function readAnswer(text: string, uid: string): WebhookResponse {
  let review: Json;
  try {
    review = JSON.parse(text) as Json;
  } catch {
    throw new WebhookFailure('received invalid webhook response: response is no JSON');
  }
  const response = isJsonObject(review) ? review['response'] : undefined;
  if (!isJsonObject(review) || !isJsonObject(response)) {
    throw new WebhookFailure('received invalid webhook response: webhook response was absent');
  }
  const apiVersion = textAt(review, 'apiVersion');
  const kind = textAt(review, 'kind');
  if (apiVersion !== 'admission.k8s.io/v1' || kind !== 'AdmissionReview') {
    const unknown = `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`;
    throw new WebhookFailure(`failed to call webhook: ${unknown} in scheme "pkg/runtime/scheme.go:111"`);
  }
  if (textAt(response, 'uid') !== uid) {
    throw new WebhookFailure(
      `received invalid webhook response: expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(textAt(response, 'uid'))}`,
    );
  }
  const patch = textAt(response, 'patch');
  const patchType = textAt(response, 'patchType');
  if (patch !== '' && patchType === '') {
    throw new WebhookFailure(
      'received invalid webhook response: webhook returned response.patch but not response.patchType',
    );
  }
  const warnings = Array.isArray(response['warnings']) ? response['warnings'].map(String) : [];
  return {
    allowed: response['allowed'] === true,
    status: objectAt(response, 'status'),
    warnings,
    patch: patch === '' ? undefined : Buffer.from(patch, 'base64').toString(),
  };
}
