import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { type Chart, HelmError, type HelmProfile, loadChart } from '../../../render/index.ts';
import { pathTree } from '../../../source/index.ts';
import { textFlag } from '../../flags.ts';
import type { Invocation, Terminal } from '../../terminal.ts';

/** Loads the chart that a command names: a folder or an archive. Throws HelmError. */
export async function openChart(
  reference: string,
  profile: HelmProfile,
  invocation: Invocation,
  { cwd }: Pick<Terminal, 'cwd'>,
): Promise<Chart> {
  const path = resolve(cwd, reference.trim());
  if (textFlag(invocation, 'repo') === undefined && existsSync(path)) {
    return loadChart(pathTree('/'), relative('/', path), { profile });
  }
  if (isAbsolute(reference) || reference.startsWith('.')) {
    throw new HelmError('bad-chart', `path ${JSON.stringify(reference)} not found`, { object: reference });
  }
  const [repository = '', chart] = reference.split('/');
  const message =
    chart === undefined
      ? `non-absolute URLs should be in form of repo_name/path_to_chart, got: ${reference}`
      : `repo ${repository} not found`;
  throw new HelmError('bad-chart', message, { object: reference });
}
