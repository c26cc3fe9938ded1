import { textAt } from '../../../base/index.ts';
import { textFlag } from '../../flags.ts';
import { outputFormat, printObjects } from '../../output/format.ts';
import { table } from '../../output/table.ts';
import type { RunCommand } from '../../terminal.ts';
import { conditionTypes, destinationOf, syncPolicyOf, withApplications } from './application.ts';

/** `slipway app list`: the Applications as `argocd app list` shows them. */
export const runAppList: RunCommand = (invocation, terminal) =>
  withApplications(invocation, terminal, async ({ list }) => {
    const format = outputFormat(textFlag(invocation, 'output'));
    const applications = await list();
    if (format === 'json' || format === 'yaml') terminal.out(printObjects(applications, format));
    else if (format === 'name') {
      for (const { metadata } of applications) terminal.out(`${metadata.namespace ?? ''}/${metadata.name ?? ''}\n`);
    } else {
      const header = [
        'NAME',
        'CLUSTER',
        'NAMESPACE',
        'PROJECT',
        'STATUS',
        'HEALTH',
        'SYNCPOLICY',
        'CONDITIONS',
        'REPO',
        'PATH',
        'TARGET',
      ];
      const rows = applications.map((application) => [
        `${application.metadata.namespace ?? ''}/${application.metadata.name ?? ''}`,
        destinationOf(application),
        textAt(application, 'spec', 'destination', 'namespace'),
        textAt(application, 'spec', 'project') || 'default',
        textAt(application, 'status', 'sync', 'status') || 'Unknown',
        textAt(application, 'status', 'health', 'status') || 'Unknown',
        syncPolicyOf(application),
        conditionTypes(application),
        textAt(application, 'spec', 'source', 'repoURL'),
        textAt(application, 'spec', 'source', 'path'),
        textAt(application, 'spec', 'source', 'targetRevision'),
      ]);
      terminal.out(table(header, rows));
    }
    return 0;
  });
