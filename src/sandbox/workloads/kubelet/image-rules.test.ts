import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { podTemplate, SimulatedCluster } from '../../testing/simulated-cluster.ts';
import { readImageRules } from './image-rules.ts';

describe('rules for images', () => {
  let cluster: SimulatedCluster;
  const labels = { app: 'web' };
  const template = (image: string) => podTemplate(labels, { containers: [{ name: 'c', image }] });
  const say = (rules: string) =>
    cluster.create('configmaps', {
      metadata: { name: 'sandbox-behaviours', namespace: 'kube-system' },
      data: { rules },
    });

  beforeEach(async () => {
    cluster = await SimulatedCluster.start();
  });
  afterEach(() => cluster.close());

  it('let a bad release fail, and the way back succeed', async () => {
    await say('# the release of today\nshop/cart:bad* never-ready');
    const spec = { selector: { matchLabels: labels }, replicas: 2, progressDeadlineSeconds: 60 };
    await cluster.create('deployments', {
      metadata: { name: 'cart' },
      spec: { ...spec, template: template('shop/cart:1') },
    });
    await cluster.pass(1000);
    expect(cluster.status('deployments', 'cart', 'readyReplicas')).toBe(2);
    const release = (image: string) =>
      cluster.change('deployments', 'cart', (object) => ({
        ...object,
        spec: { ...(object['spec'] as object), template: template(image) },
      }));
    const progressing = (): unknown =>
      (cluster.status('deployments', 'cart', 'conditions') as { type: string; reason: string }[]).find(
        ({ type }) => type === 'Progressing',
      )?.reason;
    await release('shop/cart:bad-2');
    await cluster.pass(70_000);
    expect(progressing()).toBe('ProgressDeadlineExceeded');
    expect(cluster.status('deployments', 'cart', 'readyReplicas')).toBe(2);
    await release('shop/cart:1');
    await cluster.pass(2000);
    expect(progressing()).toBe('NewReplicaSetAvailable');
  });

  it('come after what a pod says itself', async () => {
    await say('nginx:1 oom');
    const kill = { name: 'c', image: 'nginx:1' };
    await cluster.create('pods', { metadata: { name: 'killed' }, spec: { containers: [kill] } });
    const annotations = { 'sandbox.slipway.dev/behaviour': 'ready' };
    await cluster.create('pods', { metadata: { name: 'well', annotations }, spec: { containers: [kill] } });
    await cluster.pass(1000);
    expect(cluster.status('pods', 'killed', 'containerStatuses', '0', 'lastState', 'terminated')).toMatchObject({
      reason: 'OOMKilled',
      exitCode: 137,
    });
    expect(cluster.status('pods', 'well', 'containerStatuses', '0', 'ready')).toBe(true);
  });

  it('are read one a line', () => {
    const rules = readImageRules('a:1 ready\n\n# b oom\nc.d/*:x slow # why\ntoo many words\nb nonsense');
    expect(rules.map(({ behaviour }) => behaviour)).toEqual(['ready', 'slow']);
    expect(['c.d/web:x', 'c-d/web:x', 'c.d/web:y'].map((image) => rules[1]?.image.test(image))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
