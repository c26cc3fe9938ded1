import { describe, expect, it } from 'vitest';
import { normalizeAddress } from './git-address.ts';

describe('normalizeAddress', () => {
  it.each([
    ['https://git.example/Org/App.git', 'https://git.example/org/app'],
    ['https://git.example/org/app', 'https://git.example/org/app'],
    [' https://git.example/org/app.git ', 'https://git.example/org/app'],
    ['git@git.example:org/app.git', 'git@git.example/org/app'],
    ['ssh://git@git.example/org/app', 'git@git.example/org/app'],
    ['ssh://git@git.example:2222/org/app.git', 'git@git.example:2222/org/app'],
    ['https://git.example:8443/org/app.git', 'https://git.example:8443/org/app'],
  ])('%s', (address, normal) => {
    expect(normalizeAddress(address)).toBe(normal);
  });
});
