import { describe, expect, it } from 'vitest';
import { inUninstallOrder } from './order.ts';

describe('the order of an uninstall', () => {
  it('is that of helm: Services before what serves them, unknown kinds last by name, equal ones as they were', () => {
    const objects = [
      ['Namespace', 1],
      ['Widget', 2],
      ['Deployment', 3],
      ['Service', 4],
      ['Gadget', 5],
      ['Service', 6],
      ['ConfigMap', 7],
      ['Ingress', 8],
    ] as const;
    const sorted = inUninstallOrder(objects, ([kind]) => kind);
    expect(sorted.map(([, number]) => number)).toEqual([8, 4, 6, 3, 7, 1, 5, 2]);
  });
});
