/** The text of a kubeconfig for a sandbox; JSON, which is YAML too. */
export function sandboxKubeconfig(options: {
  readonly url: string;
  readonly token: string;
  /** PEM. */
  readonly certificate: string;
  readonly clusters: readonly string[];
}): string {
  const { url, token, certificate, clusters } = options;
  const names = ['', ...clusters];
  const context = (name: string): string => (name === '' ? 'slipway-sandbox' : `slipway-sandbox-${name}`);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context(''),
    clusters: names.map((name) => ({
      name: context(name),
      cluster: {
        server: name === '' ? url : `${url}/clusters/${name}`,
        'certificate-authority-data': Buffer.from(certificate).toString('base64'),
      },
    })),
    users: [{ name: 'slipway-sandbox-admin', user: { token } }],
    contexts: names.map((name) => ({
      name: context(name),
      context: { cluster: context(name), user: 'slipway-sandbox-admin' },
    })),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
