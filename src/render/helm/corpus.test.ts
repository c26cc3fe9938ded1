import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../base/index.ts';
import { TemplateError } from '../../lang/index.ts';
import { HelmError } from './error.ts';
import type { HelmProfile } from './profile.ts';
import { createHelmCaches } from './render-chart.ts';
import { diskTree, renderPlainly } from './testing/render-plainly.ts';

// A tree follows no links above its root.
const corpus = process.env['SLIPWAY_CORPUS'] && realpathSync(process.env['SLIPWAY_CORPUS']);
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

function render({ folder, valuesFile }: Case, seed = 1, profile: HelmProfile = '4.1'): string {
  const { tree, path } = diskTree(folder);
  return renderPlainly(tree, path, {
    profile,
    caches,
    seed,
    ...(valuesFile === undefined ? {} : { valuesFile }),
  });
}

/** What helm 4.2.4 and 4.3.1 print where it is not what an older one does: scripts/record-helm-profiles.ts. */
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'testdata/profiles.json'), 'utf8')) as Readonly<
  Record<'4.2' | '4.3', Readonly<Record<string, string>>>
>;

/** A text with those lines emptied that another rendering has otherwise. */
function withoutRandomLines(text: string, other: string): string {
  const others = other.split('\n');
  return text
    .split('\n')
    .map((line, index) => (line === others[index] ? line : ''))
    .join('\n');
}

function refusalOf(one: Case): string {
  try {
    render(one);
  } catch (error) {
    if (error instanceof HelmError || error instanceof TemplateError) return error.message;
    throw error;
  }
  throw new Error(`${one.name} is not refused`);
}

/** What helm may say on stderr: for what renders to no YAML it says more. */
function stderrOf(message: string): readonly string[] {
  return [
    `Error: ${message.trimEnd()}\n`,
    `Error: ${message}\n`,
    `Error: ${message}\n\nUse --debug flag to render out invalid YAML\n`,
  ];
}

function sortedLines(text: string): string {
  return text.split('\n').sort().join('\n');
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

    it.each(['4.2', '4.3'] as const)('is rendered to the bytes of helm %s', { timeout: 300_000 }, (profile) => {
      const digests = recorded[profile];
      const different = cases
        .filter(({ name }) => name in digests)
        .filter((one) => !sha256(render(one, 1, profile)).startsWith(digests[one.name] ?? '-'));
      expect(different.map(({ name }) => name)).toEqual([]);
    });

    it('is rendered to the same lines where some are random, but for those', { timeout: 300_000 }, () => {
      const different = cases
        .filter(({ status }) => status === 'masked')
        .filter((one) => sha256(withoutRandomLines(render(one, 1), render(one, 2))) !== one.sha256);
      expect(different.map(({ name }) => name)).toEqual([]);
    });

    it("is refused in the words of helm 4.1.4, but where those are its YAML reader's", { timeout: 300_000 }, () => {
      const refused = cases.filter(({ status }) => status === 'error');
      const others = refused.filter(
        (one) => !stderrOf(refusalOf(one)).some((text) => sha256(sortedLines(text)) === one.sha256),
      );
      expect(others.map(({ name }) => name.split('/').slice(-2).join('/'))).toEqual([
        'testdata/malformed-template -',
        // A warning about requirements.yaml comes before the error.
        'testdata/frobnitz.v2.reqs -',
        'testcharts/chart-bad-requirements -',
        'testcharts/chart-with-template-with-invalid-yaml -',
        'testcharts/issue1979 extra_values.yaml',
        'testcharts/issue1979 more_values.yaml',
      ]);
    });
  },
);
