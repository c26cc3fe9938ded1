import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noMetrics, silentLogger, systemClock, systemRandom } from '../../../base/index.ts';
import type { ObjectState } from '../../../engine/index.ts';
import { planApplication } from '../../../manager/index.ts';
import { lastAppliedAnnotation } from '../../../patch/index.ts';
import { textFlag } from '../../flags.ts';
import type { RunCommand } from '../../terminal.ts';
import { oneArgument, withApplications } from './application.ts';

/** `slipway app diff`: what differs between Git and the cluster, field by field; exit code 1 where something does. */
export const runAppDiff: RunCommand = (invocation, terminal) =>
  withApplications(invocation, terminal, async ({ connection, get, namespace }) => {
    const application = await get(oneArgument(invocation, 'the name of an Application'));
    const cacheDir = await mkdtemp(join(tmpdir(), 'slipway-diff-'));
    try {
      const { outcome, problems } = await planApplication(
        {
          home: connection,
          application,
          revision: textFlag(invocation, 'revision'),
          controlPlane: namespace,
          cacheDir,
          environment: terminal.env,
          clock: systemClock,
          random: systemRandom,
          logger: silentLogger,
          metrics: noMetrics,
        },
        terminal.signal,
      );
      for (const problem of problems) terminal.err(`${problem}\n`);
      if (outcome?.objects === undefined) return 2;
      const differing = outcome.objects.filter(({ sync }) => sync !== 'synced');
      for (const state of differing) terminal.out(describe(state));
      return differing.length > 0 ? 1 : 0;
    } finally {
      await rm(cacheDir, { recursive: true, force: true });
    }
  });

const verdicts = {
  missing: 'is not in the cluster',
  extra: 'is not in Git',
  'out-of-sync': 'differs',
  synced: 'is as in Git',
} as const;

function describe(state: ObjectState): string {
  const { key, sync, differences, manifest } = state;
  const name = `${key.group === '' ? '' : `${key.group}/`}${key.kind} ${key.namespace}/${key.name}`;
  const lines = [`===== ${name} ${verdicts[sync]} =====`];
  for (const { path, desired, live } of differences) {
    const origin = manifest?.originOf(path);
    const place = origin === undefined ? '' : `  (${origin.file}:${origin.line})`;
    lines.push(`@@ ${path.join('.')}${place}`, `- ${show(key.kind, path, live)}`, `+ ${show(key.kind, path, desired)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A value on one line; what Secrets hold is never shown. */
function show(kind: string, path: readonly (string | number)[], value: unknown): string {
  if (value === undefined) return '(absent)';
  const text = JSON.stringify(value);
  return kind === 'Secret' && isSecret(path, text) ? '[secret]' : text;
}

function isSecret(path: readonly (string | number)[], text: string): boolean {
  if (path[0] === 'data' || path[0] === 'stringData') return true;
  // kubectl keeps there what it applied, values and all.
  return path.includes(lastAppliedAnnotation) || text.includes(lastAppliedAnnotation);
}
