import { stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ResourceList, resourcesText } from '../../../render/index.ts';
import { switchFlag, textFlag, UsageError } from '../../flags.ts';
import type { RunCommand, Terminal } from '../../terminal.ts';
import { originsText } from './origins-text.ts';
import { writeResourceFiles } from './resource-files.ts';
import { readBuildSettings, runBuild } from './run-build.ts';

/** `slipway kustomize build`: the same bytes, warnings and exit code as `kustomize build`; refusals of the same class, with their place. */
export const runKustomizeBuild: RunCommand = async (invocation, terminal) => {
  const [path = '.', second] = invocation.args;
  if (second !== undefined) throw new UsageError('specify one path to kustomization.yaml');
  const output = textFlag(invocation, 'output');
  const withOrigins = switchFlag(invocation, 'origin');
  if (withOrigins && output !== undefined) throw new UsageError('--origin prints to stdout: leave --output out');
  return runBuild(path, readBuildSettings(invocation, terminal), terminal, async (resources) => {
    if (withOrigins) terminal.out(originsText(resources, terminal.cwd));
    else await print(resources, output, terminal);
    return 0;
  });
};

async function print(resources: ResourceList, output: string | undefined, terminal: Terminal): Promise<void> {
  if (output === undefined) {
    terminal.out(resourcesText(resources));
    return;
  }
  const target = resolve(terminal.cwd, output);
  const isFolder = await stat(target).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isFolder) await writeResourceFiles(target, resources);
  else await writeFile(target, resourcesText(resources));
}
