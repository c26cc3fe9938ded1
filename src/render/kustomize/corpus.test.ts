import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../base/index.ts';
import { openTree } from '../../source/index.ts';
import { buildKustomization, ResourceFiles, resourcesText } from './build/index.ts';
import { defaultBuildLimits } from './load/index.ts';
import { refusingRemotes } from '../remote/index.ts';
import { ConfigMerger } from './transformers/index.ts';

const corpus = process.env['SLIPWAY_CORPUS'];
const required = process.env['ORACLE_REQUIRED'] === '1';

interface Case {
  readonly repository: string;
  readonly path: string;
  readonly sha256: string;
}

function readCases(folder: string): Case[] {
  const [, ...lines] = readFileSync(join(folder, 'kustomize.tsv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [repository = '', , path = '', , , digest = ''] = line.split('\t');
    return { repository, path, sha256: digest };
  });
}

/** Cases that differ, each with its reason. */
const known: Readonly<Record<string, string>> = {};

describe.skipIf(!required && (corpus === undefined || !existsSync(corpus)))(
  'the corpus of kustomizations (SLIPWAY_CORPUS)',
  () => {
    it('is built to the bytes that kustomize 5.7.1 prints', { timeout: 300_000 }, () => {
      const folder = corpus ?? '';
      const caches = { files: new ResourceFiles({ maxBytes: 100_000_000 }), configs: new ConfigMerger() };
      const different: string[] = [];
      const cases = readCases(folder);
      for (const { repository, path, sha256: expected } of cases) {
        const name = `${repository}/${path}`;
        const root = join(folder, 'kustomize', repository.replace('/', '+'));
        try {
          const built = buildKustomization(
            openTree({ kind: 'folder', path: root }),
            path,
            {
              profile: '5.7',
              remotes: refusingRemotes('there is no network'),
              limits: defaultBuildLimits,
              checkpoint: () => {},
            },
            caches,
          );
          if (built.kind !== 'built') different.push(`${name}: needs ${JSON.stringify(built.needs)}`);
          else if (sha256(resourcesText(built.resources)) !== expected) different.push(`${name}: other bytes`);
        } catch (error) {
          different.push(`${name}: ${String(error)}`);
        }
      }
      process.stdout.write(`${cases.length - different.length} of ${cases.length} kustomizations are equal\n`);
      const unexplained = different.filter((line) => known[line.slice(0, line.indexOf(':'))] === undefined);
      expect(unexplained.length, unexplained.join('\n')).toBe(0);
    });
  },
);
