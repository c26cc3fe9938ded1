import type { GitProgram, GitRun } from '../command/index.ts';
import { RefCollector, type RemoteRefs } from '../wire/index.ts';

/** The references of a repository by `git ls-remote`, tags peeled. Throws SourceError. */
export async function listByGit(git: GitProgram, url: string, run: GitRun): Promise<RemoteRefs> {
  const { stdout } = await git.run(['ls-remote', '--quiet', '--symref', '--end-of-options', url], {
    ...run,
    maxOutputBytes: 128 * 1024 * 1024,
  });
  const collector = new RefCollector();
  const targets: [name: string, target: string][] = [];
  for (const line of stdout.toString().split('\n')) {
    const [value = '', name = ''] = line.split('\t');
    if (value.startsWith('ref: ')) targets.push([name, value.slice(5)]);
    else collector.add(name, value);
  }
  for (const [name, target] of targets) collector.point(name, target);
  return collector.refs();
}
