import { join } from 'node:path';
import { jsonLogger, systemClock, systemRandom } from '../../base/index.ts';
import { builtPageDir, prometheusMetrics } from '../../api/index.ts';
import { loadClusterConfig } from '../../kube/index.ts';
import { type DialectName, type RemoteBasePolicy, type RenderPrograms, startPlatform } from '../../manager/index.ts';
import { dataDirOf, makeDataDir } from '../data-dir.ts';
import { listFlag, numberFlag, switchFlag, textFlag, UsageError } from '../flags.ts';
import type { Invocation, RunCommand } from '../terminal.ts';
import { untilAborted } from '../until-aborted.ts';

/** `slipway run`: the controllers and the API server against a cluster, until a signal. */
export const runControllers: RunCommand = async (invocation, terminal) => {
  const kubeconfig = textFlag(invocation, 'kubeconfig');
  const context = textFlag(invocation, 'context');
  const logger = jsonLogger({ write: (line) => terminal.err(`${line}\n`), now: () => Date.now() });
  const config = await loadClusterConfig({
    environment: terminal.env,
    home: terminal.home,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { overrides: { context } }),
  });
  const dataDir = dataDirOf(invocation, terminal);
  await makeDataDir(dataDir);
  const host = textFlag(invocation, 'address');
  const platform = await startPlatform(
    {
      config,
      cacheDir: join(dataDir, 'cache'),
      api: { port: numberFlag(invocation, 'port', 0, 65_535) ?? 8080, ...(host === undefined ? {} : { host }) },
      pageDir: builtPageDir,
      artifactUrl: textFlag(invocation, 'artifact-url'),
      only: dialects(invocation),
      takeOver: switchFlag(invocation, 'take-over'),
      identity: textFlag(invocation, 'identity'),
      remoteBases: remoteBasePolicy(invocation),
      programs: programs(invocation),
      environment: terminal.env,
      clock: systemClock,
      random: systemRandom,
      logger,
      metrics: prometheusMetrics(),
    },
    terminal.signal,
  );
  logger.info('started', { server: config.server, api: platform.api.url });
  await untilAborted(terminal.signal);
  await platform.close();
  return 0;
};

function programs(invocation: Invocation): RenderPrograms | undefined {
  const kustomizeBinary = textFlag(invocation, 'kustomize-binary');
  const shadow = switchFlag(invocation, 'shadow');
  if (kustomizeBinary !== undefined) return { kustomizeBinary, shadow };
  if (shadow) throw new UsageError('--shadow needs a program to compare with: --kustomize-binary PROGRAM');
  return undefined;
}

/** Flux's flag turns remote bases off; the other is ours. */
function remoteBasePolicy(invocation: Invocation): RemoteBasePolicy | 'off' {
  if (switchFlag(invocation, 'no-remote-bases')) return 'off';
  const hosts = listFlag(invocation, 'remote-hosts');
  return hosts.length === 0 ? {} : { hosts };
}

function dialects(invocation: Invocation): ReadonlySet<DialectName> {
  const given = listFlag(invocation, 'only');
  const known: readonly DialectName[] = ['argocd', 'flux'];
  const unknown = given.find((name) => !known.some((dialect) => dialect === name));
  if (unknown !== undefined) throw new UsageError(`--only takes argocd and flux, not ${unknown}`);
  return new Set(given.length === 0 ? known : known.filter((name) => given.includes(name)));
}
