import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { jsonLogger } from './ports/log.ts';
import { openTransfer, sealForTransfer, Secret } from './secret.ts';

const canary = 'canary-8c1d';

describe('Secret', () => {
  const secret = new Secret(canary);

  it('shows itself to who asks', () => {
    expect(secret.reveal()).toBe(canary);
  });

  it.each<[string, () => string]>([
    ['text', () => secret.toString()],
    ['JSON', () => JSON.stringify({ password: secret })],
    ['inspection', () => inspect({ password: secret }, { showHidden: true, depth: 9 })],
    ['errors', () => inspect(new Error(secret.toString(), { cause: secret }))],
    ['keys', () => Object.keys(secret).join() + Object.values(secret).join()],
  ])('does not show in %s', (_where, print) => {
    expect(print()).not.toContain(canary);
  });

  it('does not show in logs', () => {
    const lines: string[] = [];
    const logger = jsonLogger({ write: (line) => lines.push(line), now: () => 0 });
    logger.info('signed in', { password: secret as unknown as string });
    expect(lines.join()).toContain('[secret]');
    expect(lines.join()).not.toContain(canary);
  });

  it('crosses to a worker as a tagged value, and is a Secret again there', () => {
    const crossed: unknown = structuredClone(sealForTransfer(secret));
    expect(openTransfer(crossed)?.reveal()).toBe(canary);
    expect(openTransfer({ password: canary })).toBeUndefined();
    expect(openTransfer(null)).toBeUndefined();
  });
});
