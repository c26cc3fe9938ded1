import { Secret } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import type { ExecPlugin } from './cluster-config.ts';
import type { Fields } from './fields.ts';

const versions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'] as const;
const modes = ['Never', 'IfAvailable', 'Always'] as const;

/**
 * Reads the `exec` section of a kubeconfig user, with the checks of clientcmd's validation: command and apiVersion are needed, and
 * interactiveMode is in v1. `resolve` makes a path of the command absolute; a bare name is left to PATH. Throws KubeError `config`.
 */
export function readExecPlugin(exec: Fields, cluster: Fields, resolve: (path: string) => string): ExecPlugin {
  const refuse = (why: string): KubeError => new KubeError('config', `${exec.place}: ${why}`, { object: exec.place });
  const command = exec.string('command');
  if (command === undefined) throw refuse('command is missing');
  const wanted = exec.string('apiVersion');
  const apiVersion = versions.find((version) => version === wanted);
  if (apiVersion === undefined) {
    const given =
      wanted === undefined ? 'apiVersion is missing' : `apiVersion ${JSON.stringify(wanted)} is not supported`;
    throw refuse(`${given}; use ${versions.join(' or ')} (a newer release of the plugin knows them)`);
  }
  const wantedMode = exec.string('interactiveMode');
  const interactiveMode = modes.find((mode) => mode === (wantedMode ?? 'IfAvailable'));
  if (interactiveMode === undefined) throw refuse(`interactiveMode must be one of ${modes.join(', ')}`);
  if (wantedMode === undefined && apiVersion === versions[0])
    throw refuse('interactiveMode is missing, which v1 needs');
  return {
    apiVersion,
    command: command.includes('/') ? resolve(command) : command,
    args: exec.strings('args'),
    env: exec.objects('env').map((variable) => {
      const name = variable.string('name');
      if (name === undefined) throw refuse('a variable in env has no name');
      return { name, value: variable.secret('value') ?? new Secret('') };
    }),
    installHint: exec.string('installHint'),
    provideClusterInfo: exec.boolean('provideClusterInfo'),
    interactiveMode,
    clusterExtension: cluster
      .objects('extensions')
      .find((extension) => extension.string('name') === 'client.authentication.k8s.io/exec')
      ?.any('extension'),
  };
}
