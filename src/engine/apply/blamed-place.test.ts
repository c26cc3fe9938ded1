import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { KubeError } from '../../kube/index.ts';
import type { Manifest } from '../../render/index.ts';
import { blamedPlace } from './blamed-place.ts';

/** A manifest that was asked for the origin of a path answers with the path. */
const manifest: Manifest = {
  object: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', labels: { 'app.kubernetes.io/name': 'cart' } },
    spec: { replicas: -1, containers: [{ name: 'a' }, { name: 'main', ports: [{ containerPort: 80 }] }] },
  },
  origin: { file: 'cart.yaml', line: 1, column: 1 },
  originOf: (path) => ({ file: path.join(' '), line: 1, column: 1 }),
};

function refusal(message: string, ...fields: (string | undefined)[]): KubeError {
  const causes = fields.map((field): JsonObject => (field === undefined ? {} : { field }));
  return new KubeError('invalid', message, { status: { details: { causes } } });
}

const blamed = (error: unknown): string | undefined => blamedPlace(manifest, error)?.file;

describe('blamedPlace', () => {
  it.each([
    ['spec.replicas', 'spec replicas'],
    ['spec.containers[1].ports[0].containerPort', 'spec containers 1 ports 0 containerPort'],
    ['metadata.labels[app.kubernetes.io/name]', 'metadata labels app.kubernetes.io/name'],
  ])('is the field that a cause names: %s', (field, path) => {
    expect(blamed(refusal('it is invalid', undefined, field, 'spec.other'))).toBe(path);
  });

  it.each([
    [
      'failed to create typed patch object (shop/cart; apps/v1, Kind=Deployment): .spec.replicaz: field not declared in schema',
      'spec replicaz',
    ],
    [
      'errors:\n  .spec.containers[name="main"].ports[containerPort=80,protocol="TCP"].x: no',
      'spec containers 1 ports 0 x',
    ],
    [
      'json: cannot unmarshal number 99999999999 into Go struct field DeploymentSpec.spec.replicas of type int32',
      'spec replicas',
    ],
  ])('is the field that a text names: %s', (message, path) => {
    expect(blamed(refusal(message))).toBe(path);
  });

  it('is the object where no field is named, and where it never came to a request', () => {
    expect(blamed(refusal('namespaces "shop" not found'))).toBe('');
    expect(blamed(undefined)).toBe('');
  });

  it('is nowhere where the object is not to blame', () => {
    expect(blamed(new KubeError('unavailable', '.spec.replicas: connection refused'))).toBeUndefined();
    expect(blamedPlace(undefined, refusal('it is invalid'))).toBeUndefined();
  });

  it('ends at the item that a list does not hold', () => {
    expect(blamed(refusal('no', 'spec.containers[name="gone"].image'))).toBe('spec containers -1 image');
  });
});
