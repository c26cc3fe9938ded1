import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../base/index.ts';
import { comparedManifest } from './difference.ts';
import { eventViews } from './events.ts';
import { logLines } from './log-lines.ts';
import { SecretMasker } from './mask-secrets.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

describe('a masker', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', annotations: { [lastApplied]: '{"data":{"a":"c2VjcmV0"}}', other: 'kept' } },
    type: 'Opaque',
    data: { a: 'c2VjcmV0', b: 'c2VjcmV0', long: 'x'.repeat(500), empty: '' },
    stringData: { c: 'plain' },
  };

  it('hides every value, shows which are equal, and not how long they are', () => {
    const shown = new SecretMasker().object<typeof secret>(secret);
    expect(shown.data).toEqual({ a: '•••••••• (1)', b: '•••••••• (1)', long: '•••••••• (2)', empty: '•••••••• (3)' });
    expect(shown.stringData).toEqual({ c: '•••••••• (4)' });
    expect(shown.metadata.annotations).toEqual({ [lastApplied]: '•••••••• (5)', other: 'kept' });
    expect([shown.type, secret.data.a]).toEqual(['Opaque', 'c2VjcmV0']);
  });

  it('gives the same value another mask in another answer', () => {
    const other = new SecretMasker();
    other.object({ ...secret, data: { z: 'first' } });
    expect(other.object<typeof secret>(secret).data.a).not.toBe('•••••••• (1)');
  });

  it('hides what kubectl keeps of an object of any kind, and leaves the rest', () => {
    const config: KubeObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', annotations: { [lastApplied]: 'x' } },
      data: { a: 'shown' },
    };
    const shown = new SecretMasker().object(config);
    expect(shown['data']).toEqual({ a: 'shown' });
    expect(shown.metadata.annotations?.[lastApplied]).toMatch(/^•/);
    const custom: KubeObject = {
      apiVersion: 'example.com/v1',
      kind: 'Secret',
      metadata: { name: 'c' },
      data: { a: 'not one of those' },
    };
    expect(new SecretMasker().object(custom)).toEqual(custom);
  });

  it('hides single fields by their path, with the same masks', () => {
    const masker = new SecretMasker();
    const key = { group: '', kind: 'Secret' };
    expect(masker.value(key, ['data', 'a'], 'x')).toBe('•••••••• (1)');
    expect(masker.value(key, ['stringData', 'a'], 'x')).toBe('•••••••• (1)');
    expect(masker.value(key, ['data'], { a: 'x', b: 'y' })).toEqual({ a: '•••••••• (1)', b: '•••••••• (2)' });
    expect(masker.value(key, ['data'], null)).toMatch(/^•/);
    expect(masker.value(key, ['type'], 'Opaque')).toBe('Opaque');
    expect(masker.value(key, ['metadata', 'annotations', lastApplied], 'v')).toMatch(/^•/);
    expect(masker.value(key, ['metadata', 'annotations'], { [lastApplied]: 'v', b: 'c' })).toEqual({
      [lastApplied]: expect.stringMatching(/^•/),
      b: 'c',
    });
    expect(masker.value(key, ['metadata'], { annotations: { [lastApplied]: 'v' } })).toEqual({
      annotations: { [lastApplied]: expect.stringMatching(/^•/) },
    });
    expect(masker.value({ group: '', kind: 'ConfigMap' }, ['data', 'a'], 'x')).toBe('x');
  });
});

describe('noise of a manifest', () => {
  it('is what the other side says nothing of: defaults, the server’s fields, the status', () => {
    const live: KubeObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's', uid: 'u', resourceVersion: '1' },
      spec: { type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP' }], selector: { app: 'x' } },
      status: { loadBalancer: {}, more: [1, 2] },
    };
    const desired: KubeObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { ports: [{ port: 80 }], selector: { app: 'y' } },
    };
    const { yaml, noise } = comparedManifest(live, desired);
    const lines = yaml.split('\n');
    const folded = noise.map(
      ({ from, to, why }) =>
        `${why}: ${lines
          .slice(from - 1, to)
          .map((line) => line.trim())
          .join(' ')}`,
    );
    expect(folded).toEqual([
      'server: resourceVersion: "1" uid: u',
      'default: protocol: TCP',
      'default: type: ClusterIP',
      'status: status: loadBalancer: {} more: - 1 - 2',
    ]);
    expect(comparedManifest(live, undefined).noise).toEqual([]);
  });
});

describe('log lines', () => {
  async function lines(chunks: readonly string[]): Promise<unknown[]> {
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for (const chunk of chunks) yield new TextEncoder().encode(chunk);
    }
    return Array.fromAsync(logLines(bytes(), undefined));
  }

  it('are put together again, whatever they come in, with their times', async () => {
    expect(await lines(['2026-01-01T00:00:00.5Z one\n2026-01-01T00:00', ':01Z two\r\n\nplain', ' text'])).toEqual([
      { time: '2026-01-01T00:00:00.5Z', text: 'one' },
      { time: '2026-01-01T00:00:01Z', text: 'two' },
      { text: '' },
      { text: 'plain text' },
    ]);
  });

  it('are cut where one does not end', async () => {
    const [first, ...more] = await lines([...Array.from({ length: 40 }, () => 'x'.repeat(10_000)), '\nnext\n']);
    expect((first as { text: string }).text).toHaveLength(65_536);
    expect(more).toEqual([{ text: 'next' }]);
  });
});

describe('events', () => {
  it('come newest first, of both API groups', () => {
    const core: KubeObject = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'a' },
      involvedObject: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'n', name: 'd' },
      type: 'Warning',
      reason: 'Failed',
      message: 'it failed',
      count: 3,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:01:00Z',
      source: { component: 'kubelet' },
    };
    const newer: KubeObject = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'b' },
      regarding: { apiVersion: 'v1', kind: 'Pod', namespace: 'n', name: 'p' },
      reason: 'Pulled',
      note: 'pulled',
      eventTime: '2026-01-01T00:02:00.000000Z',
      reportingController: 'c',
    };
    expect(eventViews([core, newer]).items).toEqual([
      {
        object: { group: '', kind: 'Pod', namespace: 'n', name: 'p' },
        type: 'Normal',
        reason: 'Pulled',
        message: 'pulled',
        from: 'c',
        count: 1,
        firstAt: '2026-01-01T00:02:00.000000Z',
        lastAt: '2026-01-01T00:02:00.000000Z',
      },
      {
        object: { group: 'apps', kind: 'Deployment', namespace: 'n', name: 'd' },
        type: 'Warning',
        reason: 'Failed',
        message: 'it failed',
        from: 'kubelet',
        count: 3,
        firstAt: '2026-01-01T00:00:00Z',
        lastAt: '2026-01-01T00:01:00Z',
      },
    ]);
    const many = eventViews(Array.from({ length: 600 }, () => core));
    expect([many.items.length, many.truncated]).toEqual([500, 100]);
  });
});
