import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { builtinRows } from '../resources/rows.ts';
import { kubernetesGoTypes } from './go-types.ts';
import { readEnvelope, readMessage } from './protobuf.ts';
import { decodeTyped, DecodeError } from './typed-codec.ts';

/** A field of a message: its number and content, length-delimited. */
function bytesField(number: number, content: Uint8Array | string): Buffer {
  const data = Buffer.from(content);
  return Buffer.concat([Buffer.from([(number << 3) | 2, data.length]), data]);
}

function varintField(number: number, value: number): Buffer {
  return Buffer.from([number << 3, value]);
}

function envelope(kind: string, raw: Buffer): Buffer {
  const typeMeta = Buffer.concat([bytesField(1, 'v1'), bytesField(2, kind)]);
  return Buffer.concat([Buffer.from('k8s\0'), bytesField(1, typeMeta), bytesField(2, raw)]);
}

function read(name: string, raw: Uint8Array): JsonObject {
  const type = kubernetesGoTypes.struct(name);
  if (type === undefined) throw new Error(name);
  return decodeTyped(readMessage(raw, type), type).value;
}

describe('protobuf', () => {
  it('reads the envelope', () => {
    const { apiVersion, kind, raw } = readEnvelope(envelope('Secret', bytesField(4, 'Opaque')));
    expect({ apiVersion, kind, raw: Buffer.from(raw).toString('hex') }).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      raw: bytesField(4, 'Opaque').toString('hex'),
    });
  });

  it('reads maps, bytes and texts', () => {
    const metadata = Buffer.concat([
      bytesField(1, 'release'),
      bytesField(11, Buffer.concat([bytesField(1, 'owner'), bytesField(2, 'helm')])),
    ]);
    const data = Buffer.concat([bytesField(1, 'k'), bytesField(2, Buffer.from([0, 1, 255]))]);
    const raw = Buffer.concat([bytesField(1, metadata), bytesField(2, data), bytesField(3, 'helm.sh/release.v1')]);
    expect(read('core/v1.Secret', raw)).toEqual({
      metadata: { name: 'release', labels: { owner: 'helm' } },
      data: { k: 'AAH/' },
      type: 'helm.sh/release.v1',
    });
  });

  it('reads embedded structs, numbers and zero values', () => {
    // A volume's source is a message of its own; its fields are the volume's.
    const emptyDir = bytesField(2, Buffer.alloc(0));
    const volume = Buffer.concat([bytesField(1, 'v'), bytesField(2, emptyDir)]);
    const spec = Buffer.concat([bytesField(1, volume), varintField(4, 30), varintField(11, 0)]);
    const raw = bytesField(2, spec);
    expect(read('core/v1.Pod', raw)).toEqual({
      metadata: {},
      spec: { volumes: [{ name: 'v', emptyDir: {} }], containers: null, terminationGracePeriodSeconds: 30 },
      status: {},
    });
  });

  it('reads times, quantities and either-or values', () => {
    const time = Buffer.concat([varintField(1, 60)]);
    expect(read('coordination/v1.LeaseSpec', bytesField(3, time))).toEqual({
      acquireTime: '1970-01-01T00:01:00.000000Z',
    });
    const port = Buffer.concat([
      varintField(3, 80),
      bytesField(4, Buffer.concat([varintField(1, 1), bytesField(3, 'http')])),
    ]);
    expect(read('core/v1.ServicePort', port)).toEqual({ port: 80, targetPort: 'http' });
    const entry = Buffer.concat([bytesField(1, 'cpu'), bytesField(2, bytesField(1, '1000m'))]);
    expect(read('core/v1.ResourceRequirements', bytesField(1, entry))).toEqual({ limits: { cpu: '1' } });
  });

  it.each([
    ['another format', Buffer.from('{"kind":"Pod"}')],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', (_, body) => {
    expect(() => readEnvelope(body)).toThrow(DecodeError);
  });

  it('refuses what ends too early, at every byte, and never hangs', () => {
    const metadata = bytesField(1, 'release');
    const whole = Buffer.concat([bytesField(1, metadata), bytesField(3, 'Opaque')]);
    for (let size = 1; size < whole.length; size += 1) {
      if (size === bytesField(1, metadata).length) continue;
      expect(() => read('core/v1.Secret', whole.subarray(0, size))).toThrow(DecodeError);
    }
  });

  it('refuses messages that nest too deep', () => {
    let schema = Buffer.alloc(0);
    // JSONSchemaProps.not is a JSONSchemaProps.
    for (let level = 0; level < 120; level += 1) {
      const length = schema.length < 128 ? [schema.length] : [(schema.length & 0x7f) | 0x80, schema.length >> 7];
      schema = Buffer.concat([Buffer.from([((28 << 3) & 0x7f) | 0x80, ((28 << 3) >> 7) | 0, ...length]), schema]);
      schema[0] = (((28 << 3) | 2) & 0x7f) | 0x80;
    }
    expect(() => read('apiextensions/v1.JSONSchemaProps', schema)).toThrow(/max depth/);
  });
});

const golden = goldenFolder();

/** Upstream's examples of every kind, filled to the last field: the same object as JSON and as protobuf. */
describe.skipIf(golden === undefined)('upstream examples (KUBERNETES_API_SOURCE names the k8s.io/api module)', () => {
  const folder = golden ?? '';
  const names = builtinRows.flatMap((row) =>
    row.versions.map(
      (version) => [`${row.group === '' ? 'core' : row.group}.${version}.${row.kind}`, row, version] as const,
    ),
  );
  it.each(names.filter(([name]) => existsSync(join(folder, `${name}.pb`))))('%s', (name, row, version) => {
    const json = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as JsonObject;
    const { kind, raw } = readEnvelope(readFileSync(join(folder, `${name}.pb`)));
    const type = kubernetesGoTypes.struct(`${row.folder}/${version}.${row.kind}`);
    expect(kind).toBe(row.kind);
    const expected = decodeTyped(json, type!);
    expect(expected.unknown).toEqual([]);
    expect({ apiVersion: json['apiVersion'], kind, ...decodeTyped(readMessage(raw, type!), type!).value }).toEqual(
      expected.value,
    );
  });
});

function goldenFolder(): string | undefined {
  const source = process.env['KUBERNETES_API_SOURCE'];
  if (source !== undefined) return join(source, 'testdata/HEAD');
  return undefined;
}
