import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { listedApplication } from '../support/page-api.ts';
import { startFixturePage } from './fixture.ts';
import { pictureFont, unlikePicture } from './pictures.ts';
import { browserPath } from './stage.ts';

const now = new Date('2026-01-01T12:00:00Z');
const states = ['Healthy', 'Progressing', 'Degraded', 'Missing', 'Suspended', 'Healthy', 'Healthy'];
const names = ['cart', 'checkout', 'frontend', 'ledger', 'mail', 'payments', 'search'];

const node = (kind: string, name: string, parent: string, more: object = {}): object => ({
  id: `apps/${kind}/shop/${name}`,
  parent,
  object: { group: 'apps', kind, namespace: 'shop', name },
  version: 'v1',
  managed: kind === 'Deployment',
  health: 'Healthy',
  facts: [],
  ...more,
});
const root = 'Application/argocd/cart';
const tree = {
  nodes: [
    {
      id: root,
      object: { group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'cart' },
      version: 'v1alpha1',
      managed: true,
      facts: [],
    },
    node('Deployment', 'cart', root, { facts: [{ name: 'replicas', value: '2/3' }], health: 'Progressing' }),
    node('ReplicaSet', 'cart-5d9', 'apps/Deployment/shop/cart', { facts: [{ name: 'replicas', value: '2/3' }] }),
    ...['a', 'b', 'c'].map((end) => node('Pod', `cart-5d9-${end}`, 'apps/ReplicaSet/shop/cart-5d9')),
    node('Service', 'cart', root, { sync: 'OutOfSync' }),
  ],
  truncated: 0,
  position: 'e.1',
  unread: [],
};
const yaml = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
spec:
  replicas: 3
`;
const object = {
  object: { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'cart' },
  apiVersion: 'apps/v1',
  delivery: root,
  managed: true,
  summary: [],
  labels: {},
  annotations: {},
  problems: [],
  desired: {
    yaml,
    commit: 'a'.repeat(40),
    places: [
      { file: 'apps/cart/deployment.yaml', line: 1, column: 1 },
      { file: 'overlays/production/kustomization.yaml', line: 6, column: 12, transformer: 'ReplicaCountTransformer' },
    ],
    lines: [0, 0, 0, 0, 0, 1],
  },
};

/** Time stands still, and what is looked up in clusters is as above. */
async function prepare(page: Page): Promise<void> {
  await page.clock.setFixedTime(now);
  await page.route('**/cart/tree', (route) => route.fulfill({ json: tree }));
  await page.route('**/cart/object?**', (route) => route.fulfill({ json: object }));
}

const detail = `/deliveries/${root}?object=apps/Deployment/shop/cart&view=desired`;
/** A screen, what must be seen on it, and how it is looked at. */
const screens = [
  ['/?group=kind', 'search', 'list', ['light-1440', 'dark-1440', 'dark-390']],
  [detail, 'ReplicaCount', 'object', ['light-1440', 'dark-1440', 'light-390']],
] as const;

describe.skipIf(browserPath === undefined || (!existsSync(pictureFont) && process.env['ORACLE_REQUIRED'] !== '1'))(
  'screens of the page',
  () => {
    it('look as they did (Debian: apt-get install fonts-dejavu-core; PICTURES=write takes them anew)', async () => {
      expect(existsSync(pictureFont)).toBe(true);
      const applications = names.map((name, index) =>
        listedApplication(name, {
          health: states[index] ?? 'Healthy',
          sync: index % 3 === 1 ? 'OutOfSync' : 'Synced',
          project: index < 4 ? 'shop' : 'default',
        }),
      );
      await using fixture = await startFixturePage(applications);
      const unlike: string[] = [];
      const page = await fixture.browser.open('/', { prepare });
      for (const [address, shown, name, looks] of screens) {
        await page.setViewportSize({ width: 1440, height: 460 });
        await page.goto(fixture.url + address);
        await page.getByText('Live', { exact: true }).waitFor();
        await page.getByText(shown).first().waitFor();
        if (name === 'object') await page.getByRole('treeitem', { name: /^cart Service/ }).waitFor();
        for (const look of looks) {
          const [colorScheme, width] = look.split('-') as ['light' | 'dark', string];
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width: Number(width), height: width === '390' ? 640 : 460 });
          const why = await unlikePicture(page, `${name}-${look}`);
          if (why !== undefined) unlike.push(why);
        }
      }
      expect(unlike).toEqual([]);
      expect(fixture.browser.errors).toEqual([]);
    });
  },
);
