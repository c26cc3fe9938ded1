import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/index.ts';
import { dataDirOf, makeDataDir } from '../data-dir.ts';
import { numberFlag } from '../flags.ts';
import type { RunCommand } from '../terminal.ts';
import { untilAborted } from '../until-aborted.ts';

/** `slipway sandbox`: only the embedded Kubernetes API, until a signal. */
export const runSandbox: RunCommand = async (invocation, terminal) => {
  const dataDir = dataDirOf(invocation, terminal);
  await makeDataDir(dataDir);
  const port = numberFlag(invocation, 'kube-port', 0, 65_535) ?? 8485;
  const sandbox = await startSandbox({ port, dataDir: join(dataDir, 'sandbox') });
  const kubeconfig = join(dataDir, 'kubeconfig');
  await writeFile(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
  terminal.out(`KUBECONFIG=${kubeconfig}\n`);
  await untilAborted(terminal.signal);
  await sandbox.close();
  return 0;
};
