import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/base/index.ts';
import { filesOf, gitRepository, kustomization } from '../../support/delivery-manifests.ts';
import { expectApplied } from '../../support/delivery-status.ts';
import { isWrite } from '../../support/kube-request.ts';
import { type ManagerContract, useStage } from './contract.ts';

/** An API server says that a definition is established some time before it says that it serves the kind. */
export function describeNewKinds(contract: Pick<ManagerContract, 'start'>): void {
  describe('a kind that is delivered with its definition', () => {
    const stage = useStage(contract);

    it.each([
      ['a moment', 150],
      ['longer than anybody is patient', 1_500],
    ])('may be served %s later, which fails nothing', async (_, lateMs) => {
      const { namespace } = stage();
      const group = `${namespace}.example.com`;
      const definition: KubeObject = {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `gadgets.${group}` },
        spec: {
          group,
          names: { kind: 'Gadget', plural: 'gadgets' },
          scope: 'Namespaced',
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            },
          ],
        },
      };
      const gadget: KubeObject = { apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name: 'one', namespace } };
      let servedAt: number | undefined;
      stage().proxy.fault((request) => {
        if (isWrite(request) && request.path.includes(`/gadgets.${group}`)) servedAt ??= Date.now() + lateMs;
        const isEarly = servedAt !== undefined && Date.now() < servedAt;
        // To who names what is known (If-None-Match) it says that it serves what it did before.
        return isEarly && request.path === '/apis' ? { kind: 'answer', status: 304, body: '' } : undefined;
      });
      const url = await stage().repository('kinds', filesOf('app', [definition, gadget]));
      await stage().cluster.apply(
        gitRepository('kinds', url),
        kustomization('kinds', { path: 'app', retryInterval: '1h' }),
      );
      await stage().platform();
      await expectApplied(stage(), 'kinds');
      expect(await stage().cluster.find(`${group}/Gadget`, namespace, 'one')).toBeDefined();
      expect(Date.now()).toBeGreaterThanOrEqual(servedAt ?? Infinity);
      await stage().cluster.remove('apiextensions.k8s.io/CustomResourceDefinition', '', `gadgets.${group}`);
    });
  });
}
