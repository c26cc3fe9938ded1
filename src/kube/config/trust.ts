import { KubeError } from '../error.ts';

/**
 * What a connection description may make this process do. What a user starts on their own machine may do all of it; what comes out
 * of a Secret was written by whoever may write that Secret, and must not run programs, read the process' files (its own service
 * account token would go to a server of the writer's choice) or, unless the operator allows it, skip certificate checks.
 */
export interface ConfigTrust {
  /** Run exec plugins. */
  readonly exec: boolean;
  /** Read files named in it. */
  readonly files: boolean;
  /** Take any server certificate. */
  readonly insecureTls: boolean;
}

/** For the user's own kubeconfig. */
export const trusted: ConfigTrust = { exec: true, files: true, insecureTls: true };

/** For kubeconfigs in Secrets: what Flux's controllers allow without their `--insecure-kubeconfig-exec` and `-tls` flags. */
export const untrusted: ConfigTrust = { exec: false, files: false, insecureTls: false };

/** Throws KubeError `config` where `field` wants what `trust` does not give. */
export function demandTrust(trust: ConfigTrust, what: keyof ConfigTrust, field: string, source: string): void {
  if (trust[what]) return;
  throw new KubeError('config', `${source}: ${field} is not allowed here: ${refusals[what]}`, { object: source });
}

const refusals: Readonly<Record<keyof ConfigTrust, string>> = {
  exec: 'a kubeconfig from a Secret may not run programs; use a token or a client certificate',
  files: 'a kubeconfig from a Secret may not name files; put the data into it',
  insecureTls:
    'a kubeconfig from a Secret may not turn off certificate checks; put the authority into certificate-authority-data',
};
