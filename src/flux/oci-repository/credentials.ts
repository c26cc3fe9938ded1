import { jsonAt, type KubeObject, objectsAt, textAt } from '../../base/index.ts';
import type { Lookup, OwnerEvent } from '../../engine/index.ts';
import type { HttpOptions, OciCredentials, OciSignIn } from '../../source/index.ts';
import { signInOf } from '../helm-repository/index.ts';
import { namedSecret, proxyOption, tlsOptions } from '../source/index.ts';

/** How an OCIRepository is opened, or why that cannot be known, in upstream's words. */
export type OciRepositoryCredentials =
  | { readonly kind: 'credentials'; readonly credentials: OciCredentials }
  | { readonly kind: 'problem'; readonly message: string; readonly events?: readonly OwnerEvent[] };

/** Reads the Secrets and the service account that an OCIRepository names (source-controller v1.9, keychain and transport). */
export async function ociRepositoryCredentials(owner: KubeObject, lookup: Lookup): Promise<OciRepositoryCredentials> {
  const url = textAt(owner, 'spec', 'url');
  const login = await namedSecret(owner, 'secretRef', lookup);
  if (login.kind === 'missing') {
    const message = `failed to get credential: failed to get secret '${login.id}': secrets "${login.name}" not found`;
    const event = {
      type: 'Normal',
      reason: 'AuthenticationFailed',
      message: `auth secret '${login.name}' not found`,
    } as const;
    return { kind: 'problem', message, events: [event] };
  }
  let signIn: OciSignIn | undefined = login.kind === 'values' ? signInOf(login.values, url) : { kind: 'none' };
  if (signIn?.kind === 'none') signIn = await accountSignIn(owner, url, lookup);
  if (signIn === undefined) {
    return {
      kind: 'problem',
      message: 'failed to get credential: the secret holds no docker configuration that can be read',
    };
  }
  const way = await wayTo(owner, url, lookup);
  if ('message' in way) return way;
  const insecure = jsonAt(owner, 'spec', 'insecure') === true ? { insecureHttp: true } : {};
  return { kind: 'credentials', credentials: { ...signIn, ...way.http, ...insecure } };
}

/** What the image pull secrets of the service account say. */
async function accountSignIn(owner: KubeObject, url: string, lookup: Lookup): Promise<OciSignIn> {
  const name = textAt(owner, 'spec', 'serviceAccountName');
  if (name === '') return { kind: 'none' };
  const { namespace = '' } = owner.metadata;
  const account = await lookup.get({ group: '', kind: 'ServiceAccount' }, namespace, name);
  for (const reference of objectsAt(account, 'imagePullSecrets')) {
    const named = { ...owner, spec: { pull: { name: textAt(reference, 'name') } } };
    const secret = await namedSecret(named, 'pull', lookup);
    const signIn = secret.kind === 'values' ? signInOf(secret.values, url) : undefined;
    if (signIn !== undefined && signIn.kind !== 'none') return signIn;
  }
  return { kind: 'none' };
}

async function wayTo(
  owner: KubeObject,
  url: string,
  lookup: Lookup,
): Promise<{ readonly http: HttpOptions } | { readonly kind: 'problem'; readonly message: string }> {
  const certificates = await namedSecret(owner, 'certSecretRef', lookup);
  const proxy = await namedSecret(owner, 'proxySecretRef', lookup);
  for (const secret of [certificates, proxy]) {
    if (secret.kind !== 'missing') continue;
    const message = `failed to generate transport for '${url}': failed to get secret '${secret.id}': secrets "${secret.name}" not found`;
    return { kind: 'problem', message };
  }
  const through = proxy.kind === 'values' ? proxyOption(proxy.values) : undefined;
  const tls = certificates.kind === 'values' ? tlsOptions(certificates.values) : {};
  return { http: { ...tls, ...(through === undefined ? {} : { proxy: through }) } };
}
