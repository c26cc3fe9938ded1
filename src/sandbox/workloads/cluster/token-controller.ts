import { type KubeObject, objectAt, textAt } from '../../../base/index.ts';
import type { ServiceAccountTokens } from '../../authorization/service-account-tokens.ts';
import { tokenIssuer } from '../../authorization/service-account-tokens.ts';
import { type Controller, keyOfObject, splitKey } from '../runtime/controller.ts';

const secrets = { group: '', plural: 'secrets' } as const;
const accounts = { group: '', plural: 'serviceaccounts' } as const;
const tokenType = 'kubernetes.io/service-account-token';
const nameAnnotation = 'kubernetes.io/service-account.name';
const uidAnnotation = 'kubernetes.io/service-account.uid';

/**
 * Puts tokens that never end into Secrets that are made for them (kubernetes 1.36, pkg/controller/serviceaccount
 * tokens_controller.go). `certificate` is that of the cluster's authority, PEM.
 */
export function tokenController(tokens: ServiceAccountTokens, certificate: string): Controller {
  return {
    name: 'tokens-controller',
    watches: [
      { ...secrets, keys: (secret) => (secret['type'] === tokenType ? [keyOfObject(secret)] : []) },
      {
        ...accounts,
        keys: (account, { client }) =>
          client
            .list(secrets, account.metadata.namespace ?? '')
            .filter((secret) => secret['type'] === tokenType && accountOf(secret) === account.metadata.name)
            .map(keyOfObject),
      },
    ],
    reconcile: async (key, client) => {
      const { namespace, name } = splitKey(key);
      const secret = client.get(secrets, namespace, name);
      if (secret === undefined || secret['type'] !== tokenType || accountOf(secret) === '') return;
      const account = client.get(accounts, namespace, accountOf(secret));
      const uid = account?.metadata.uid ?? '';
      const known = secret.metadata.annotations?.[uidAnnotation] ?? '';
      if (account === undefined || (known !== '' && known !== uid)) {
        // A new account of the same name is another account.
        await client.delete(secrets, secret);
        return;
      }
      const data = objectAt(secret, 'data');
      if (textAt(data, 'token') !== '' && textAt(data, 'ca.crt') !== '' && known !== '') return;
      const issuedAt = Math.floor(client.clock.now() / 1000);
      const bound = { kind: 'Secret', name, uid: secret.metadata.uid ?? '' };
      const token = tokens.issue({
        namespace,
        name: accountOf(secret),
        uid,
        audiences: [tokenIssuer],
        issuedAt,
        bound,
      });
      const annotations = { ...secret.metadata.annotations, [uidAnnotation]: uid };
      await client.update(secrets, {
        ...secret,
        metadata: { ...secret.metadata, annotations },
        data: { ...data, 'ca.crt': base64(certificate), namespace: base64(namespace), token: base64(token) },
      });
    },
  };
}

function accountOf(secret: KubeObject): string {
  return secret.metadata.annotations?.[nameAnnotation] ?? '';
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
