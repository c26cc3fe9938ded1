import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { JsonObject, KubeObject } from '../../src/base/index.ts';
import { readYaml, toJson } from '../../src/yaml/index.ts';

/** How a release's step is taken; names are those of helm's flags. */
export interface StepOptions {
  readonly chart?: string;
  readonly values?: JsonObject;
  readonly wait?: boolean;
  readonly waitForJobs?: boolean;
  /** In seconds. */
  readonly timeout?: number;
  readonly rollbackOnFailure?: boolean;
  readonly cleanupOnFail?: boolean;
  readonly serverSide?: 'auto' | 'true' | 'false';
  readonly forceConflicts?: boolean;
  readonly forceReplace?: boolean;
  readonly takeOwnership?: boolean;
  readonly createNamespace?: boolean;
  readonly noHooks?: boolean;
  readonly replace?: boolean;
  readonly skipCrds?: boolean;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly historyMax?: number;
  /** Of a rollback; 0: the one before. */
  readonly to?: number;
  readonly keepHistory?: boolean;
  readonly cascade?: 'background' | 'foreground' | 'orphan';
}

/** What a step does: an action on the release `app`, or what somebody else does in the cluster. */
export type Step =
  | { readonly install: StepOptions }
  | { readonly upgrade: StepOptions }
  | { readonly rollback: StepOptions }
  | { readonly uninstall: StepOptions }
  | { readonly test: StepOptions }
  /** Somebody else applies objects. */
  | { readonly apply: readonly KubeObject[] }
  /** Somebody else deletes an object. */
  | { readonly remove: { readonly kind: string; readonly name: string } }
  /** A process that died: the record of the newest revision gets this status. */
  | { readonly leave: string };

/** One lifecycle of a release, a folder of `scenarios/`. */
export interface ReleaseScenario {
  readonly name: string;
  readonly folder: string;
  readonly about: string;
  readonly steps: readonly Step[];
  /** The release creates the namespace. */
  readonly withoutNamespace?: boolean;
  /** The charts bring a definition, which the whole cluster shares: such scenarios go one by one. */
  readonly definitions?: boolean;
}

/** Where charts lie that scenarios share. */
export const charts = join(import.meta.dirname, 'charts');

/** Every scenario, by name. */
export function loadReleaseScenarios(): ReleaseScenario[] {
  return globSync('scenarios/*/scenario.yaml', { cwd: import.meta.dirname })
    .sort()
    .map((file) => {
      const folder = dirname(join(import.meta.dirname, file));
      const { documents, problems } = readYaml(readFileSync(join(folder, 'scenario.yaml'), 'utf8'), { profile: 'go2' });
      const [document] = documents;
      if (document === undefined || problems.length > 0) throw new Error(`${file}: ${JSON.stringify(problems)}`);
      const content = toJson(document.value) as unknown as Omit<ReleaseScenario, 'name' | 'folder'>;
      return { ...content, name: basename(folder), folder };
    });
}
