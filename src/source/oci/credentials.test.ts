import { describe, expect, it } from 'vitest';
import { dockerConfigSignIn, type OciSignIn } from './credentials.ts';

const auth = (pair: string): string => Buffer.from(pair).toString('base64');

function shown(signIn: OciSignIn | undefined): string | undefined {
  if (signIn === undefined || signIn.kind === 'none') return signIn?.kind;
  if (signIn.kind === 'basic') return `${signIn.username}:${signIn.password.reveal()}`;
  return `${signIn.kind} ${signIn.token.reveal()}`;
}

describe('a Docker configuration', () => {
  it.each([
    ['a host', { 'ghcr.io': { auth: auth('a:b:c') } }, 'a:b:c'],
    ['a host as an address', { 'https://ghcr.io/v2/': { username: 'a', password: 'b' } }, 'a:b'],
    ['another host', { 'ghcr.io:443': { auth: auth('a:b') }, 'other.io': { auth: auth('a:b') } }, 'none'],
    ['the longest folder', { 'ghcr.io': { auth: auth('a:1') }, 'ghcr.io/org': { auth: auth('a:2') } }, 'a:2'],
    ['another folder', { 'ghcr.io/org2': { auth: auth('a:1') }, 'ghcr.io/or': { auth: auth('a:2') } }, 'none'],
    ['a pattern', { '*.io': { auth: auth('a:1') } }, 'a:1'],
    ['a pattern that ends at dots', { '*': { auth: auth('a:1') } }, 'none'],
    ['an identity token', { 'ghcr.io': { auth: auth('a:'), identitytoken: 't' } }, 'identity-token t'],
    ['a registry token', { 'ghcr.io': { registrytoken: 't' } }, 'registry-token t'],
    ['an empty entry, and one that is none', { 'ghcr.io': {}, 'ghcr.io/org': 'x' }, 'none'],
  ])('signs in by %s', (_what, auths, expected) => {
    expect(shown(dockerConfigSignIn(JSON.stringify({ auths }), 'ghcr.io', 'org/app'))).toBe(expected);
    expect(shown(dockerConfigSignIn(JSON.stringify(auths), 'ghcr.io', 'org/app'))).toBe(expected);
  });

  it('knows Docker Hub under all its names', () => {
    const text = JSON.stringify({ auths: { 'https://index.docker.io/v1/': { auth: auth('a:b') } } });
    expect(shown(dockerConfigSignIn(text, 'index.docker.io', 'org/app'))).toBe('a:b');
  });

  it.each(['', 'text', '[]', 'null'])('is not %j', (text) => {
    expect(dockerConfigSignIn(text, 'ghcr.io', 'app')).toBeUndefined();
  });
});
