import { onTestFinished } from 'vitest';
import {
  type Clock,
  type LogFields,
  type Logger,
  type Metrics,
  systemClock,
  systemRandom,
} from '../../src/base/index.ts';
import { type GitHost, type GitHostOptions, type GitHostRequest, startGitHost } from '../../src/demo/githost/index.ts';
import { createGitRepositories, type GitRepositories, type GitRepositoriesOptions } from '../../src/source/index.ts';
import { temporaryFolder } from './source-git.ts';

/** A Git host and the repositories of a process that reads from it. */
export interface Fixture {
  readonly host: GitHost;
  readonly repositories: GitRepositories;
  readonly cacheDir: string;
  /** What the host was asked so far, such as `fetch 200`. */
  readonly seen: string[];
  /** Log lines and metrics. */
  readonly said: string[];
  /** The repositories of another process over the same cache. */
  readonly restart: (options?: Partial<GitRepositoriesOptions>) => GitRepositories;
}

export interface FixtureOptions {
  readonly host?: Partial<GitHostOptions>;
  readonly repositories?: Partial<GitRepositoriesOptions>;
  readonly clock?: Clock;
}

/** Starts a fixture for one test. */
export async function startFixture(options: FixtureOptions = {}): Promise<Fixture> {
  const seen: string[] = [];
  const said: string[] = [];
  const path = process.env['PATH'] ?? '';
  const host = await startGitHost({
    directory: temporaryFolder(),
    path,
    clock: systemClock,
    onRequest: (request: GitHostRequest) => seen.push(`${request.kind} ${request.status}`),
    ...options.host,
  });
  const cacheDir = temporaryFolder();
  const open = (more: Partial<GitRepositoriesOptions> = {}): GitRepositories => {
    const repositories = createGitRepositories({
      cacheDir,
      clock: options.clock ?? systemClock,
      random: systemRandom,
      path,
      logger: recordingLogger(said),
      metrics: recordingMetrics(said),
      ...options.repositories,
      ...more,
    });
    onTestFinished(() => repositories.close());
    return repositories;
  };
  onTestFinished(() => host.close());
  return { host, repositories: open(), cacheDir, seen, said, restart: open };
}

function recordingLogger(said: string[], fields: LogFields = {}): Logger {
  const log = (level: string) => (message: string, more?: LogFields) => {
    said.push(`${level} ${message} ${JSON.stringify({ ...fields, ...more })}`);
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    with: (more) => recordingLogger(said, { ...fields, ...more }),
  };
}

function recordingMetrics(said: string[]): Metrics {
  const note = (name: string, ...rest: unknown[]): void => void said.push(`metric ${name} ${JSON.stringify(rest)}`);
  return {
    count: (name, labels) => note(name, labels),
    gauge: (name, value, labels) => note(name, value, labels),
    observe: (name, _value, labels) => note(name, labels),
  };
}
