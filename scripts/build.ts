/**
 * Makes the bundle in `dist/`: `main.js` (the program), `worker.js` (a render thread), `bcrypt-worker.js` (a thread for passwords), the page
 * in `ui/`, and the data files that they read beside themselves. Dependencies stay outside: the installed package brings them.
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { buildPage } from './build-ui.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
const outside = Object.keys(dependencies);

rmSync(dist, { recursive: true, force: true });
const bundle = await rolldown({
  input: {
    main: join(root, 'src/cli/main.ts'),
    worker: join(root, 'src/render/threads/worker.ts'),
    'bcrypt-worker': join(root, 'src/api/auth/bcrypt-worker.ts'),
  },
  platform: 'node',
  external: (id) => id.startsWith('node:') || outside.some((name) => id === name || id.startsWith(`${name}/`)),
});
await bundle.write({
  dir: dist,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  sourcemap: true,
});
await bundle.close();

// Code asks for its data by `new URL('./generated/…', import.meta.url)`, which in the bundle is beside it.
mkdirSync(join(dist, 'generated'), { recursive: true });
for (const file of globSync('src/*/generated/*.json', { cwd: root }))
  cpSync(join(root, file), join(dist, 'generated', basename(file)));
cpSync(join(root, 'src/demo/sample-repository'), join(dist, 'sample-repository'), { recursive: true });

await buildPage();
cpSync(join(root, 'ui/dist'), join(dist, 'ui'), {
  recursive: true,
  filter: (source) => basename(source) !== '.vite',
});
