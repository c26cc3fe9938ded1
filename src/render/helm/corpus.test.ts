import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../base/index.ts';
import { createHelmCaches } from './render-chart.ts';
import { diskTree, renderPlainly } from './testing/render-plainly.ts';

const corpus = process.env['SLIPWAY_CORPUS'];
const required = process.env['ORACLE_REQUIRED'] === '1';

interface Case {
  readonly name: string;
  readonly folder: string;
  readonly valuesFile: string | undefined;
  readonly status: string;
  readonly maskedLines: number;
  readonly sha256: string;
}

function readCases(folder: string): Case[] {
  const [, ...lines] = readFileSync(join(folder, 'helm.tsv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [repository = '', , path = '', , , values = '', status = '', masked = '', , digest = ''] = line.split('\t');
    return {
      name: `${repository}/${path} ${values}`,
      folder: join(folder, 'helm', repository.replace('/', '+'), path),
      valuesFile: values === '-' ? undefined : values,
      status,
      maskedLines: Number(masked),
      sha256: digest,
    };
  });
}

const caches = createHelmCaches({ cacheBytes: 256_000_000 });

function render({ folder, valuesFile }: Case): string {
  const { tree, path } = diskTree(folder);
  return renderPlainly(tree, path, { profile: '4.1', caches, ...(valuesFile === undefined ? {} : { valuesFile }) });
}

describe.skipIf(!required && (corpus === undefined || !existsSync(corpus)))(
  'the corpus of charts (SLIPWAY_CORPUS)',
  () => {
    const cases = corpus === undefined ? [] : readCases(corpus);

    it('is rendered to the bytes that helm 4.1.4 prints', { timeout: 300_000 }, () => {
      const chosen = cases.filter(({ status }) => status === 'ok');
      const different = chosen.flatMap((one) => {
        try {
          return sha256(render(one)) === one.sha256 ? [] : [`${one.name}: other bytes`];
        } catch (error) {
          return [`${one.name}: ${String(error)}`];
        }
      });
      expect(different.length, different.join('\n')).toBe(0);
    });
  },
);
