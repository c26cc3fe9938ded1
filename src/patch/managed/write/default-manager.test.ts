import { describe, expect, it } from 'vitest';
import { defaultManager } from './default-manager.ts';

describe('the manager of a request that names none', () => {
  it.each([
    ['kubectl/v1.36.3 (linux/amd64) kubernetes/abc', 'kubectl'],
    ['curl', 'curl'],
    ['', ''],
    ['/x', ''],
    ['a b/1', 'a b'],
    ['tab\tbell\u0007/1', 'tabbell'],
    ['é', 'é'],
    ['x'.repeat(200), 'x'.repeat(128)],
    // No half characters: the 43rd of three bytes does not fit any more.
    ['€'.repeat(100), '€'.repeat(42)],
  ])('of %j', (userAgent, manager) => {
    expect(defaultManager(userAgent)).toBe(manager);
  });
});
