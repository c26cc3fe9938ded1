/**
 * Records what later versions of helm print of the charts in SLIPWAY_CORPUS, into `src/render/helm/testdata/profiles.json`: under `4.3` the first half of
 * the sha256 of every rendering that is not 4.1's, under `4.2` of those that are not 4.3's either.
 *
 *     SLIPWAY_CORPUS=… bin/node scripts/record-helm-profiles.ts HELM_4_2 HELM_4_3
 *
 * As in the corpus itself: `helm template rel . --namespace ns [-f FILE]` in the chart's folder, TZ=UTC.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './generated-files.ts';

const corpus = process.env['SLIPWAY_CORPUS'];
const [older, newer] = process.argv.slice(2);
if (corpus === undefined || older === undefined || newer === undefined) {
  throw new Error('usage: SLIPWAY_CORPUS=… record-helm-profiles.ts HELM_4_2 HELM_4_3');
}

function digest(helm: string, folder: string, values: string): string {
  const words = ['template', 'rel', '.', '--namespace', 'ns', ...(values === '-' ? [] : ['-f', values])];
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TZ: 'UTC', LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr } = spawnSync(helm, words, { cwd: folder, env, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${folder}: ${stderr.toString()}`);
  return createHash('sha256').update(stdout).digest('hex');
}

const recorded: { readonly '4.2': Record<string, string>; readonly '4.3': Record<string, string> } = {
  '4.2': {},
  '4.3': {},
};
const [, ...lines] = readFileSync(join(corpus, 'helm.tsv'), 'utf8').trim().split('\n');
for (const line of lines) {
  const [repository = '', , path = '', , , values = '-', status = '', , , first = ''] = line.split('\t');
  if (status !== 'ok') continue;
  const folder = join(corpus, 'helm', repository.replace('/', '+'), path);
  const name = `${repository}/${path} ${values}`;
  const last = digest(newer, folder, values);
  const middle = digest(older, folder, values);
  if (last !== first) recorded['4.3'][name] = last.slice(0, 32);
  if (middle !== last) recorded['4.2'][name] = middle.slice(0, 32);
}
writeFileSync(join(root, 'src/render/helm/testdata/profiles.json'), `${JSON.stringify(recorded, undefined, 1)}\n`);
console.log(`${Object.keys(recorded['4.3']).length} of 4.3, ${Object.keys(recorded['4.2']).length} of 4.2 alone`);
