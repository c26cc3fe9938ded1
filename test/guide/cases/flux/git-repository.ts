import { deepEqual, equal, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type KubeObject, textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { condition, isReady } from '../reading.ts';
import { source } from './production.ts';

/** git-repository: Ready with the artifact of the right commit, by branch, tag and range of versions in turn. */
export const gitRepositoryRow: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async ({ kubectl, manifest, repository }) => {
    const myapp = await repository('myorg/myapp');
    const commits: Record<string, string> = {};
    for (const version of ['v1.2.3', 'v1.9.0', 'v2.0.0']) {
      commits[version] = await myapp.push({ 'version.txt': `this is ${version}\n` }, version);
      await myapp.git('tag', version);
      await myapp.git('push', '--quiet', 'origin', version);
    }
    commits['main'] = await myapp.push({ 'version.txt': 'this is main\n' }, 'After the release');

    const written = manifest('flux/git-repository.yaml');
    for (const [reference, name] of [
      ['branch: main', 'main'],
      ['tag: v1.2.3', 'v1.2.3'],
      ['semver: ">=1.0.0 <2.0.0"', 'v1.9.0'],
    ] as const) {
      await kubectl.apply(only(written, reference));
      const revision = `${name}@sha1:${commits[name] ?? ''}`;
      const ready = await kubectl.until(source, isReady(revision), `ready at ${revision}`);
      equal(textAt(ready, 'status', 'artifact', 'revision'), revision);
      deepEqual(
        [condition(ready)?.['reason'], condition(ready, 'ArtifactInStorage')?.['status']],
        ['Succeeded', 'True'],
      );
      ok((await artifactOf(ready)).includes(`this is ${name}\n`), `the artifact is not that of ${name}`);
    }
  },
};

/** The manifest with one of its three references instead of the first: the others are comments in it. */
function only(manifest: string, reference: string): string {
  const line = `    ${reference}\n`;
  const commented = `    # ${reference}\n`;
  if (manifest.includes(line)) return manifest;
  if (!manifest.includes(commented)) throw new Error(`the guide does not show ${reference}`);
  return manifest.replace('    branch: main\n', '    # branch: main\n').replace(commented, line);
}

/** The tarball of the artifact, which has the digest that the status names. */
async function artifactOf(repository: KubeObject): Promise<string> {
  const response = await fetch(textAt(repository, 'status', 'artifact', 'url'));
  equal(response.status, 200);
  const tarball = Buffer.from(await response.arrayBuffer());
  const digest = createHash('sha256').update(tarball).digest('hex');
  equal(textAt(repository, 'status', 'artifact', 'digest'), `sha256:${digest}`);
  return gunzipSync(tarball).toString();
}
