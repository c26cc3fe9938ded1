import { type KubeObject, messageOf, objectAt, textAt } from '../../base/index.ts';
import { isSignedByKey, type OciRepository } from '../../source/index.ts';
import { namedSecret, type SourceLook } from '../source/index.ts';

/**
 * Holds the signatures of a manifest to the keys (`*.pub`) in the Secret that `spec.verify` names (source-controller v1.9, verifySignature).
 * Undefined where one fits or none is asked for, else why not.
 */
export async function verify(
  repository: OciRepository,
  digest: string,
  { owner, lookup, signal }: SourceLook,
): Promise<string | undefined> {
  if (owner.kind !== 'OCIRepository' || textAt(owner, 'spec', 'verify', 'provider') === '') return undefined;
  const verifying: KubeObject = { ...owner, spec: objectAt(owner, 'spec', 'verify') };
  const secret = await namedSecret(verifying, 'secretRef', lookup);
  if (secret.kind === 'missing') return `secrets "${secret.name}" not found`;
  if (secret.kind === 'none') return 'no keys are named';
  const names = Object.keys(objectAt(secret.object, 'data')).filter((name) => name.endsWith('.pub'));
  try {
    if (await isSignedByKey(repository, digest, names.map(secret.values), signal)) return undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    return messageOf(error);
  }
  return `no matching signatures were found for '${repository.url.replace('oci://', '')}@${digest}'`;
}
