import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Random } from '../../base/index.ts';
import { openTree } from '../../source/index.ts';
import { createTemplateBudget } from '../../lang/index.ts';
import { createHelmCaches, trueRandom } from '../helm/index.ts';
import { createChartRenderer } from './charts/index.ts';
import { buildKustomization, type ChartRenderer, ResourceFiles, resourcesText } from './build/index.ts';
import { KustomizeError } from './error.ts';
import { defaultBuildLimits } from './load/index.ts';
import { refusingRemotes } from '../remote/index.ts';
import type { KustomizeProfile } from './transformer.ts';
import { ConfigMerger } from './transformers/index.ts';

/** A folder a case: see scripts/record-kustomize-cases.ts. */
const folder = join(import.meta.dirname, 'testdata/cases');
const caches = { files: new ResourceFiles({ maxBytes: 10_000_000 }), configs: new ConfigMerger() };

/** As the helm that the cases were recorded with. */
function charts(): ChartRenderer {
  return createChartRenderer({
    profile: '4.3',
    caches: createHelmCaches({ cacheBytes: 1_000_000 }),
    budget: createTemplateBudget({ maxSteps: 1_000_000, maxBytes: 10_000_000, checkpoint: () => {} }),
    random: () => trueRandom({ bytes: (count) => new Uint8Array(count) } as Random),
    now: () => 0n,
    timeZone: 'UTC',
  });
}

function readIfThere(place: string): string | undefined {
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
}

type Outcome = { readonly printed: string; readonly warnings: string } | { readonly refused: string };

/** What upstream prints, or the code of the refusal, in the first line of what it says. */
function expectedOf(name: string, profile: KustomizeProfile): Outcome {
  for (const suffix of profile === '5.8' ? ['-5.8', ''] : ['']) {
    const printed = readIfThere(join(folder, name, `expected${suffix}.yaml`));
    if (printed !== undefined) {
      return { printed, warnings: readIfThere(join(folder, name, `warnings${suffix}.txt`)) ?? '' };
    }
    const refused = readIfThere(join(folder, name, `error${suffix}.txt`));
    if (refused !== undefined) return { refused: refused.split('\n', 1)[0] ?? '' };
  }
  throw new Error(`${name} says nothing of what is expected: record it`);
}

function build(name: string, profile: KustomizeProfile): Outcome {
  const path = readIfThere(join(folder, name, 'build'))?.trim() ?? '.';
  const tree = openTree({ kind: 'folder', path: join(folder, name, 'input') });
  const flags = readIfThere(join(folder, name, 'flags')) ?? '';
  const remotes = refusingRemotes('cases have no network');
  try {
    const built = buildKustomization(
      tree,
      path,
      {
        profile,
        remotes,
        limits: defaultBuildLimits,
        checkpoint: () => {},
        charts: flags.includes('--enable-helm') ? charts() : undefined,
        restriction: flags.includes('--load-restrictor=LoadRestrictionsNone') ? 'none' : 'root-only',
      },
      caches,
    );
    if (built.kind === 'needs') return { refused: 'needs' };
    const warnings = built.warnings.map((warning) => `${warning}\n`).join('');
    return { printed: resourcesText(built.resources), warnings };
  } catch (error) {
    if (error instanceof KustomizeError) return { refused: error.code };
    throw error;
  }
}

describe('a kustomization is built, or refused, as the real tool does', () => {
  it.each(readdirSync(folder))('%s', (name) => {
    expect(build(name, '5.7')).toEqual(expectedOf(name, '5.7'));
    expect(build(name, '5.8')).toEqual(expectedOf(name, '5.8'));
  });
});
