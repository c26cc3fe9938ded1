import { switchFlag, textFlag, UsageError } from '../../flags.ts';
import type { RunCommand } from '../../terminal.ts';
import { withApplications } from './application.ts';

const finalizers: Readonly<Record<string, string>> = {
  foreground: 'resources-finalizer.argocd.argoproj.io',
  background: 'resources-finalizer.argocd.argoproj.io/background',
};

/** `slipway app delete`: deletes Applications, with all that they deployed unless `--cascade=false`. */
export const runAppDelete: RunCommand = (invocation, terminal) =>
  withApplications(invocation, terminal, async ({ connection, ref, get }) => {
    if (invocation.args.length === 0) throw new UsageError('takes the names of Applications');
    const cascade = switchFlag(invocation, 'cascade', true);
    const propagation = textFlag(invocation, 'propagation-policy') ?? 'foreground';
    const finalizer = finalizers[propagation];
    if (finalizer === undefined)
      throw new UsageError(`--propagation-policy takes foreground or background, not ${propagation}`);
    const { signal } = terminal;
    for (const name of invocation.args) {
      const { metadata } = await get(name);
      const others = (metadata.finalizers ?? []).filter(
        (existing) => !existing.startsWith('resources-finalizer.argocd.argoproj.io'),
      );
      const wanted = cascade ? [...others, finalizer] : others;
      const patch = {
        metadata: { finalizers: wanted.length === 0 ? null : wanted, resourceVersion: metadata.resourceVersion },
      };
      await connection.client.patch(ref(name), { kind: 'merge', patch }, { signal });
      await connection.client.delete(ref(name), { signal });
      terminal.out(`application '${name}' deleted\n`);
    }
    return 0;
  });
