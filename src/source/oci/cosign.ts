import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Json, textAt } from '../../base/index.ts';
import { SourceError } from '../error.ts';
import { onStorage } from '../storage-error.ts';
import type { OciDescriptor } from './manifest.ts';
import type { OciRepository } from './repository.ts';

const payloadType = 'application/vnd.dev.cosign.simplesigning.v1+json';
const signatureAnnotation = 'dev.cosignproject.cosign/signature';

/** Signatures of one artifact that are looked at. */
const maxSignatures = 100;

const maxPayloadBytes = 1024 * 1024;

/**
 * Whether somebody signed a manifest with cosign who holds the private part of one of `keys` (PEM), as cosign keeps signatures beside what they
 * sign: under the tag `sha256-….sig`, each over a payload that names the digest (cosign v3, pkg/cosign; no transparency log, as Flux has it for
 * keys). Throws SourceError: `refused` for a key that is none, and what reading the registry throws.
 */
export async function isSignedByKey(
  repository: OciRepository,
  digest: string,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<boolean> {
  const parsed = keys.map((key) => publicKey(key, repository.url));
  for (const layer of await signaturesOf(repository, digest, signal)) {
    const signature = Buffer.from(layer.annotations[signatureAnnotation] ?? '', 'base64');
    if (signature.byteLength === 0) continue;
    const { file } = await repository.layer(layer, { maxBytes: maxPayloadBytes, signal });
    const payload = await onStorage(repository.url, () => readFile(file));
    if (signedDigest(payload) === digest && parsed.some((key) => isSignature(payload, key, signature))) return true;
  }
  return false;
}

async function signaturesOf(
  repository: OciRepository,
  digest: string,
  signal: AbortSignal | undefined,
): Promise<readonly OciDescriptor[]> {
  const tag = `${digest.replace(':', '-')}.sig`;
  try {
    const found = await repository.resolve({ kind: 'tag', tag }, { maxAgeMs: 0, signal });
    const { layers } = await repository.manifest(found.digest, signal);
    return layers.filter(({ mediaType }) => mediaType === payloadType).slice(0, maxSignatures);
  } catch (error) {
    if (error instanceof SourceError && error.code === 'not-found') return [];
    throw error;
  }
}

/** The digest that a payload is about (containers/image, signature format). */
function signedDigest(payload: Buffer): string {
  try {
    const value: Json = JSON.parse(payload.toString('utf8'));
    return textAt(value, 'critical', 'image', 'docker-manifest-digest');
  } catch {
    return '';
  }
}

function isSignature(payload: Buffer, key: KeyObject, signature: Buffer): boolean {
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  try {
    return verify(hash, payload, key, signature);
  } catch {
    return false;
  }
}

function publicKey(pem: string, object: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw new SourceError('refused', `${object}: the key that signatures are held to is no public key in PEM`, {
      object,
      cause: error,
    });
  }
}
