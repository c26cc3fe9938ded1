import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  isJsonObject,
  isKubeObject,
  type Json,
  jsonAt,
  type JsonObject,
  type KubeObject,
  parseApiVersion,
} from '../../src/base/index.ts';
import { type CrdSchemas, crdSchemas } from '../../src/schema/index.ts';
import { readYaml } from '../../src/yaml/index.ts';
import { type Connection, readKubeconfig } from '../scenarios/cluster/kubeconfig.ts';

const root = resolve(import.meta.dirname, '../..');
const crdPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const kubeconfig = process.env['SLIPWAY_CLUSTER_KUBECONFIG'];
const data = process.env['SLIPWAY_DATA'];
const guide = process.env['SLIPWAY_GUIDE'];

function read(file: string): KubeObject[] {
  const { documents } = readYaml(readFileSync(file), { profile: 'go2', file });
  return documents.flatMap(({ value }) => (isKubeObject(value as Json) ? [value as KubeObject] : []));
}

const crds = globSync('crds/*.yaml', { cwd: root })
  .sort()
  .flatMap((file) => read(join(root, file)))
  .map((manifest) => ({ manifest, crd: crdSchemas(manifest) }));

function crdOf(object: KubeObject): CrdSchemas | undefined {
  const { group } = parseApiVersion(object.apiVersion);
  return crds.find(({ crd }) => crd.group === group && crd.names.kind === object.kind)?.crd;
}

/** Examples that are no objects, or that upstream's CRD refuses too. */
const refused: Readonly<Record<string, string>> = {
  'argo-cd/applicationset/examples/design-doc/proposal/filters.yaml': 'a proposal with fields that were never made',
  'flux2-kustomize-helm-example/apps/production/podinfo-values.yaml': 'a patch',
  'flux2-kustomize-helm-example/apps/staging/podinfo-values.yaml': 'a patch',
  'flux2-multi-tenancy/tenants/production/dev-team-patch.yaml': 'a patch',
  'flux2-multi-tenancy/tenants/staging/dev-team-patch.yaml': 'a patch',
};

/** The objects of our kinds in the YAML files of a folder, templates of charts apart, as `file: Kind/name`. */
function objectsIn(folder: string): [string, KubeObject][] {
  return globSync('**/*.{yaml,yml}', { cwd: folder })
    .filter((file) => !file.includes('/templates/') && refused[file] === undefined)
    .sort()
    .flatMap((file) => read(join(folder, file)).map((object): [string, KubeObject] => [file, object]))
    .filter(([, object]) => crdOf(object) !== undefined)
    .map(([file, object]) => [`${file}: ${object.kind}/${object.metadata?.name ?? ''}`, object]);
}

class Server {
  readonly #connection: Connection;
  readonly #agent: Agent;

  constructor(path: string) {
    this.#connection = readKubeconfig(path);
    this.#agent = new Agent({ connect: this.#connection.tls });
  }

  async send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: Json,
  ): Promise<{ status: number; json: JsonObject }> {
    const response = await request(this.#connection.server + path, {
      method,
      dispatcher: this.#agent,
      headers: { ...this.#connection.headers, accept: 'application/json', 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.body.text();
    return { status: response.statusCode, json: text.startsWith('{') ? (JSON.parse(text) as JsonObject) : {} };
  }

  /** Creates an object of ours under another name, in namespace `default`; strict about fields, as kubectl is. */
  async create(object: KubeObject, name: string, query = ''): Promise<string> {
    const crd = crdOf(object)!;
    const metadata = { ...object.metadata, name, ...(crd.scope === 'Namespaced' ? { namespace: 'default' } : {}) };
    const { status, json } = await this.send(
      'POST',
      `${pathOf(crd, object.apiVersion)}?fieldValidation=Strict${query}`,
      {
        ...object,
        metadata,
      },
    );
    return status < 300 ? 'accepted' : messageOf(json);
  }

  close(): Promise<void> {
    return this.#agent.close();
  }
}

function pathOf(crd: CrdSchemas, apiVersion: string): string {
  return `/apis/${apiVersion}${crd.scope === 'Namespaced' ? '/namespaces/default' : ''}/${crd.names.plural}`;
}

if (kubeconfig === undefined || kubeconfig === '') {
  describe('our CRDs on a real control plane', () => {
    it.skipIf(process.env['ORACLE_REQUIRED'] !== '1')('need SLIPWAY_CLUSTER_KUBECONFIG, which is not set', () => {
      expect.fail('SLIPWAY_CLUSTER_KUBECONFIG is not set, and ORACLE_REQUIRED=1 demands it');
    });
  });
} else {
  describe('our CRDs on a real control plane', () => {
    const server = new Server(kubeconfig);
    const created: string[] = [];

    beforeAll(async () => {
      for (const { manifest, crd } of crds) {
        // What `kubectl apply` adds to the object.
        const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(manifest)}\n` };
        const applied = { ...manifest, metadata: { ...manifest.metadata, annotations } };
        const { status, json } = await server.send('POST', crdPath, applied);
        if (status < 300) created.push(crd.name);
        else if (status !== 409) throw new Error(`${crd.name}: ${messageOf(json)}`);
      }
    });

    afterAll(async () => {
      for (const name of created) await server.send('DELETE', `${crdPath}/${name}`);
      await server.close();
    });

    it.each(crds.map(({ crd }) => [crd.name, crd] as const))('%s is established and served', async (name, crd) => {
      let conditions: Json = [];
      for (let attempt = 0; attempt < 50; attempt += 1) {
        const { json } = await server.send('GET', `${crdPath}/${name}`);
        conditions = jsonAt(json, 'status', 'conditions') ?? [];
        if (statusOf(conditions, 'Established') === 'True') break;
        await setTimeout(200);
      }
      expect(statusOf(conditions, 'Established')).toBe('True');
      expect(statusOf(conditions, 'NamesAccepted')).toBe('True');
      expect(statusOf(conditions, 'NonStructuralSchema')).not.toBe('True');
      for (const version of crd.versions) {
        const { status } = await untilServed(() => server.send('GET', pathOf(crd, `${crd.group}/${version.name}`)));
        expect(status, version.name).toBe(200);
      }
    });

    const versions = read(join(import.meta.dirname, 'testdata/versions.yaml'));

    it('have an object for each version of the kinds with several', () => {
      const served = crds.flatMap(({ crd }) =>
        crd.versions.length === 1 ? [] : crd.versions.map(({ name }) => `${crd.group}/${name} ${crd.names.kind}`),
      );
      expect(versions.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`).sort()).toEqual(served.sort());
    });

    it.each(versions.map((object) => [`${object.apiVersion} ${object.kind}`, object] as const))(
      'keep what %s says, whatever version it is read in',
      async (_, object) => {
        const crd = crdOf(object)!;
        const name = `version-${parseApiVersion(object.apiVersion).version}`;
        expect(await server.create(object, name)).toBe('accepted');
        try {
          for (const version of crd.versions) {
            const { json } = await server.send('GET', `${pathOf(crd, `${crd.group}/${version.name}`)}/${name}`);
            expect(json['spec'], version.name).toMatchObject(object['spec'] as JsonObject);
          }
        } finally {
          await server.send('DELETE', `${pathOf(crd, object.apiVersion)}/${name}`);
        }
      },
    );

    describe.skipIf(data === undefined && process.env['ORACLE_REQUIRED'] !== '1')(
      'with the examples of SLIPWAY_DATA',
      () => {
        it.each(data === undefined ? [] : objectsIn(join(data, 'examples')))('accept %s', async (_, object) => {
          expect(await server.create(object, 'example', '&dryRun=All')).toBe('accepted');
        });
      },
    );

    const manifests = guide ?? join(root, 'test/guide/manifests');
    describe.skipIf(!existsSync(manifests) && process.env['ORACLE_REQUIRED'] !== '1')(
      'with the manifests of the guide',
      () => {
        it.each(objectsIn(manifests))('accept %s', async (_, object) => {
          expect(await server.create(object, 'guide', '&dryRun=All')).toBe('accepted');
        });
      },
    );
  });
}

function messageOf(json: JsonObject): string {
  return typeof json['message'] === 'string' ? json['message'] : JSON.stringify(json);
}

function statusOf(conditions: Json, type: string): Json | undefined {
  const found = Array.isArray(conditions) ? conditions.find((each) => jsonAt(each, 'type') === type) : undefined;
  return isJsonObject(found) ? found['status'] : undefined;
}

async function untilServed<T extends { status: number }>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await ask();
    if (answer.status < 300 || attempt === 50) return answer;
    await setTimeout(200);
  }
}
