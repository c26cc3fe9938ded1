import type { GitProgramOptions, GitRun } from './program.ts';

/** Settings of git by their full names, in order; a name may come more than once. */
export type GitConfig = readonly (readonly [name: string, value: string])[];

/** What holds for every run, against whatever a repository or a server says. */
const alwaysConfig: GitConfig = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.alternateRefsCommand', 'true'],
  ['credential.helper', ''],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['protocol.version', '2'],
  ['fetch.recurseSubmodules', 'false'],
  // Everything into packs, whose size can be seen.
  ['fetch.unpackLimit', '1'],
  ['submodule.recurse', 'false'],
  ['transfer.bundleURI', 'false'],
  // Redirects are followed, or not, before git is asked: it would carry credentials along.
  ['http.followRedirects', 'false'],
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '60'],
];

/** The whole environment of git: nothing is inherited. Settings go through it, so that secrets among them are in no argument list. */
export function gitEnvironment(
  options: GitProgramOptions,
  run: Pick<GitRun, 'repository' | 'config' | 'environment'>,
): Record<string, string> {
  const config = [...alwaysConfig, ...(run.config ?? [])];
  return {
    PATH: options.path,
    HOME: options.home,
    XDG_CONFIG_HOME: options.home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_DEFAULT_HASH: 'sha1',
    GIT_DEFAULT_REF_FORMAT: 'files',
    GIT_ADVICE: '0',
    // Overrides protocol.*.allow: remote helpers (`ext::`) and everything else stay off.
    GIT_ALLOW_PROTOCOL: options.protocols.join(':'),
    ...(run.repository === undefined ? {} : { GIT_DIR: run.repository }),
    ...run.environment,
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([name, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, name],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
