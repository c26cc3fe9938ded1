/**
 * Takes the README's picture: the demo's frontend after a push, with an object open beside its tree. `bin/node scripts/readme-picture.ts`
 * writes docs/images/page.png.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PageBrowser, startPageDemo } from '../test/page/stage.ts';

const root = resolve(import.meta.dirname, '..');
const overlay = 'apps/frontend/overlays/production/kustomization.yaml';
const sample = readFileSync(join(root, 'src/demo/sample-repository', overlay), 'utf8');

// The demo's own workers and timers keep no process alive.
const alive = setInterval(() => undefined, 1000);
await using demo = await startPageDemo();
await using browser = await PageBrowser.start(demo.platform.api.url, demo.password ?? '');
const object = 'object=apps/Deployment/shop/frontend&view=desired';
const page = await browser.open(`/deliveries/Application/argocd/frontend?${object}`, { height: 860 });
await page.getByText('replicas: 3').waitFor();
const files = { [overlay]: sample.replace('count: 3', 'count: 4').replace('2.4.0', '2.5.0') };
await demo.git.commitFiles('platform', 'main', files, 'Roll out 2.5.0 before the sale');
await page.getByText('replicas: 4').waitFor();
await page.getByText('Roll out 2.5.0').first().waitFor();
await page.getByText('4/4').first().waitFor();
mkdirSync(join(root, 'docs/images'), { recursive: true });
await page.screenshot({ path: join(root, 'docs/images/page.png') });
clearInterval(alive);
