import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { emulatedVersion, startSandbox } from '../../../sandbox/index.ts';
import { dataDirOf, makeDataDir } from '../../data-dir.ts';
import { numberFlag, textFlag, UsageError } from '../../flags.ts';
import { RefusedError } from '../../refused-error.ts';
import type { Invocation, RunCommand, Terminal } from '../../terminal.ts';
import { untilAborted } from '../../until-aborted.ts';

/** As many clusters as one process may serve: each has controllers of its own. */
const mostClusters = 32;

/** `slipway sandbox`: only the embedded Kubernetes API, one cluster or several, until a signal. */
export const runSandbox: RunCommand = async (invocation, terminal) => {
  refuseOtherVersions(invocation);
  const dataDir = dataDirOf(invocation, terminal);
  const port = numberFlag(invocation, 'kube-port', 0, 65_535) ?? 8485;
  const count = numberFlag(invocation, 'clusters', 1, mostClusters) ?? 1;
  await makeDataDir(dataDir);
  const kubeconfig = await kubeconfigFile(invocation, terminal, join(dataDir, 'kubeconfig'));
  // The first has no name: it is the one that there is without --clusters too.
  const clusters = Array.from({ length: count - 1 }, (_, index) => String(index + 2));
  const sandbox = await startSandbox({ port, dataDir: join(dataDir, 'sandbox'), clusters });
  try {
    await writeFile(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
    terminal.out(`KUBECONFIG=${kubeconfig}\n`);
    await untilAborted(terminal.signal);
  } finally {
    await sandbox.close();
  }
  return 0;
};

/** Throws UsageError for a version of Kubernetes that cannot be emulated. */
function refuseOtherVersions(invocation: Invocation): void {
  const asked = textFlag(invocation, 'emulate');
  if (asked !== undefined && asked.replace(/^v/, '') !== emulatedVersion) {
    throw new UsageError(`--emulate takes ${emulatedVersion}, the only Kubernetes that is emulated, not ${asked}`);
  }
}

/** Where the kubeconfig goes. Throws RefusedError where a file lies there that no sandbox wrote: it may be the way to real clusters. */
async function kubeconfigFile(invocation: Invocation, terminal: Terminal, usual: string): Promise<string> {
  const given = textFlag(invocation, 'kubeconfig');
  if (given === undefined) return usual;
  if (given.trim() === '') throw new UsageError('--kubeconfig is empty: name a file, or leave it away');
  const file = resolve(terminal.cwd, given);
  const there = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new RefusedError(`the kubeconfig ${file} cannot be written: ${error.message}`);
  });
  if (there !== '' && !there.includes('"current-context": "slipway-sandbox"')) {
    throw new RefusedError(`${file} is not a sandbox's kubeconfig and is left alone: name another with --kubeconfig`);
  }
  return file;
}
