import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sourceCaches } from '../../../test/support/source-caches.ts';
import { openIndex } from './index-file.ts';
import { indexJson } from './index-json.ts';

async function jsonOf(text: string): Promise<string> {
  const caches = await sourceCaches();
  onTestFinished(() => caches[Symbol.asyncDispose]());
  const file = join(caches.folder, 'index.yaml');
  await writeFile(file, text);
  const size = Buffer.byteLength(text);
  const pieces: string[] = [];
  for await (const piece of indexJson(await openIndex({ file, digest: 'sha256:0', size }, 'url'))) pieces.push(piece);
  return pieces.join('');
}

describe('an index as JSON', () => {
  it('has the members of the Go types in their order, and no empty ones', async () => {
    const text = `apiVersion: v1
generated: 2026-01-01T00:00:00.1200Z
annotations: {b: x, a: 1}
entries:
  zeta:
  - name: zeta
    version: 1.0.0
    deprecated: false
    description: "a <b> & c\\n"
    created: "2026-01-01T00:00:00.000Z"
    maintainers:
    - {url: u, name: me}
    dependencies:
    - {version: 1.x, name: d}
    digest: abc
    urls: [x.tgz]
  - name: zeta
    version: 1.10.0
    appVersion: 2.5
  alpha:
  - name: alpha
    version: 0.1.0
    annotations: {k: v}
`;
    expect(await jsonOf(text)).toBe(`{
  "apiVersion": "v1",
  "generated": "2026-01-01T00:00:00.12Z",
  "entries": {
    "alpha": [
      {
        "name": "alpha",
        "version": "0.1.0",
        "apiVersion": "v1",
        "annotations": {
          "k": "v"
        },
        "urls": null,
        "created": "0001-01-01T00:00:00Z"
      }
    ],
    "zeta": [
      {
        "name": "zeta",
        "version": "1.10.0",
        "apiVersion": "v1",
        "appVersion": "2.5",
        "urls": null,
        "created": "0001-01-01T00:00:00Z"
      },
      {
        "name": "zeta",
        "version": "1.0.0",
        "description": "a \\u003cb\\u003e \\u0026 c ",
        "maintainers": [
          {
            "name": "me",
            "url": "u"
          }
        ],
        "apiVersion": "v1",
        "dependencies": [
          {
            "name": "d",
            "version": "1.x",
            "repository": ""
          }
        ],
        "urls": [
          "x.tgz"
        ],
        "created": "2026-01-01T00:00:00Z",
        "digest": "abc"
      }
    ]
  },
  "annotations": {
    "a": "1",
    "b": "x"
  }
}`);
  });

  it('of no charts has none', async () => {
    expect(await jsonOf('apiVersion: v1\nentries: {}\n')).toBe(
      '{\n  "apiVersion": "v1",\n  "generated": "0001-01-01T00:00:00Z",\n  "entries": {}\n}',
    );
  });
});
