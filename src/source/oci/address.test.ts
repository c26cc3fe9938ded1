import { describe, expect, it } from 'vitest';
import { parseOciAddress } from './address.ts';
import { readChallenges } from './challenge.ts';

describe('an OCI address', () => {
  it.each([
    ['oci://ghcr.io/org/app', 'ghcr.io', 'org/app', false],
    ['oci://localhost:5000/app/', 'localhost:5000', 'app', true],
    ['oci://127.0.0.1:5000/a/b/c', '127.0.0.1:5000', 'a/b/c', true],
    ['oci://192.168.1.2/a', '192.168.1.2', 'a', true],
    ['oci://registry.local/a', 'registry.local', 'a', true],
    ['oci://docker.io/nginx', 'index.docker.io', 'library/nginx', false],
    ['oci://docker.io/org/app', 'index.docker.io', 'org/app', false],
  ])('%s is read', (url, registry, repository, isLocal) => {
    expect(parseOciAddress(url)).toMatchObject({ registry, repository, isLocal });
  });

  it.each([
    ['https://ghcr.io/app', "URL must be in format 'oci://<domain>/<org>/<repo>'"],
    [
      'oci://ghcr.io/app:1',
      'repository can only contain the characters `abcdefghijklmnopqrstuvwxyz0123456789_-./`: app:1',
    ],
    ['oci://ghcr.io', 'no name of a repository'],
    ['oci://ghcr.io/App', 'can only contain the characters'],
    ['oci://ghcr.io/-app', 'no name of a repository'],
    ['oci://ghcr.io/a/../b', 'no name of a repository'],
    ['oci://user@ghcr.io/a', 'no name of a host'],
    ['oci:///a', 'no name of a host'],
  ])('%s is refused', (url, message) => {
    expect(() => parseOciAddress(url)).toThrow(
      expect.objectContaining({ code: 'invalid-address', message: expect.stringContaining(message) }),
    );
  });
});

describe('challenges', () => {
  it.each([
    [
      'Bearer realm="https://a/b",service="c, d",scope="e:f"',
      [['bearer', { realm: 'https://a/b', service: 'c, d', scope: 'e:f' }]],
    ],
    ['Basic realm="x"', [['basic', { realm: 'x' }]]],
    [
      'Basic realm=x, Bearer realm="a\\"b" , service=c',
      [
        ['basic', { realm: 'x' }],
        ['bearer', { realm: 'a"b', service: 'c' }],
      ],
    ],
    ['Negotiate', [['negotiate', {}]]],
    ['', []],
    ['=broken', []],
  ])('%s', (header, expected) => {
    expect(readChallenges(header).map(({ scheme, parameters }) => [scheme, parameters])).toEqual(expected);
  });
});
