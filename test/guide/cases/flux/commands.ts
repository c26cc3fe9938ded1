import { deepEqual, equal, match } from 'node:assert/strict';
import { textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { deploymentIn, imageOf } from '../reading.ts';
import { deliveredApp, deploymentFile, revisionOf, source } from './production.ts';

/** flux-get: the tables of Kustomizations and GitRepositories. */
export const get: GuideCase = {
  clients: ['git', 'kubectl', 'flux'],
  run: async (site) => {
    const { first } = await deliveredApp(site, {});
    const short = `main@sha1:${first.slice(0, 8)}`;
    for (const [words, message] of [
      [['kustomizations'], `Applied revision: ${short}`],
      [['sources', 'git'], `stored artifact for revision '${short}'`],
    ] as const) {
      const { stdout } = await site.flux.run(['get', ...words]);
      const [header = '', ...rows] = stdout.trimEnd().split('\n').map(cells);
      deepEqual(header, ['NAME', 'REVISION', 'SUSPENDED', 'READY', 'MESSAGE']);
      deepEqual(rows, [['myapp', short, 'False', 'True', message]]);
    }
  },
};

function cells(line: string): string[] {
  return line.split('\t').map((cell) => cell.trim());
}

/** describe-kustomization: conditions and Events, as kubectl prints them. */
export const describe: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async (site) => {
    const { first } = await deliveredApp(site, {});
    const { stdout } = await site.kubectl.run(['describe', 'kustomization', 'myapp', '-n', 'flux-system']);
    match(stdout, /^Name: +myapp$/m);
    match(stdout, new RegExp(`^    Message: +Applied revision: ${revisionOf(first)}$`, 'm'));
    match(stdout, /^    Reason: +ReconciliationSucceeded\n    Status: +True\n    Type: +Ready$/m);
    match(stdout, /^    Type: +Healthy$/m);
    const events = stdout.slice(stdout.indexOf('\nEvents:'));
    match(events, /Normal +Progressing +\S+ +kustomize-controller +Namespace\/production created\n/);
    match(events, /^Deployment\/production\/myapp created$/m);
    match(events, /Normal +ReconciliationSucceeded +\S+ +kustomize-controller +Reconciliation finished in /);
  },
};

/** reconcile-source: fetched now, and the revision printed. */
export const reconcileSource: GuideCase = {
  clients: ['git', 'kubectl', 'flux'],
  run: async (site) => {
    const { myapp } = await deliveredApp(site, { image: 'myapp:v1' });
    site.hushPushes();
    const second = await myapp.push(deploymentFile({ image: 'myapp:v2' }), 'Second version');
    const { stderr } = await site.flux.run(['reconcile', 'source', 'git', 'myapp']);
    deepEqual(stderr.trim().split('\n'), [
      '► annotating GitRepository myapp in flux-system namespace',
      '✔ GitRepository annotated',
      '◎ waiting for GitRepository reconciliation',
      `✔ fetched revision ${revisionOf(second)}`,
    ]);
    equal(textAt(await site.kubectl.need(source), 'status', 'artifact', 'revision'), revisionOf(second));
  },
};

/** reconcile-kustomization: the source fetched, applied, and the revision printed. */
export const reconcileKustomization: GuideCase = {
  clients: ['git', 'kubectl', 'flux'],
  run: async (site) => {
    const { myapp } = await deliveredApp(site, { image: 'myapp:v1' });
    site.hushPushes();
    const second = await myapp.push(deploymentFile({ image: 'myapp:v2' }), 'Second version');
    const { stderr } = await site.flux.run(['reconcile', 'kustomization', 'myapp', '--with-source']);
    deepEqual(stderr.trim().split('\n'), [
      '► annotating GitRepository myapp in flux-system namespace',
      '✔ GitRepository annotated',
      '◎ waiting for GitRepository reconciliation',
      `✔ fetched revision ${revisionOf(second)}`,
      '► annotating Kustomization myapp in flux-system namespace',
      '✔ Kustomization annotated',
      '◎ waiting for Kustomization reconciliation',
      `✔ applied revision ${revisionOf(second)}`,
    ]);
    equal(imageOf(await site.kubectl.need(deploymentIn('production'))), 'myapp:v2');
  },
};
