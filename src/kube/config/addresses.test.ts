import { describe, expect, it } from 'vitest';
import { KubeError } from '../error.ts';
import { proxyFromEnvironment } from './proxy.ts';
import { parseServerAddress } from './server-address.ts';

describe('parseServerAddress', () => {
  it.each<readonly [string, boolean, string]>([
    ['https://a.example.com:6443', false, 'https://a.example.com:6443'],
    ['https://a.example.com/', false, 'https://a.example.com'],
    ['https://a.example.com/k8s/clusters/c-1/', false, 'https://a.example.com/k8s/clusters/c-1'],
    ['HTTPS://A.example.com:443', false, 'https://a.example.com'],
    ['a.example.com:6443', true, 'https://a.example.com:6443'],
    ['localhost:8080', false, 'http://localhost:8080'],
    ['https://[::1]:6443', false, 'https://[::1]:6443'],
  ])('%s (TLS configured: %s) is %s', (address, tls, expected) => {
    expect(parseServerAddress(address, tls, 'x')).toBe(expected);
  });

  it.each([
    'ftp://a',
    'https://',
    'https://u:p@a',
    'https://a?x=1',
    'https://a#x',
    'https://a b',
    'unix:///run/x.sock',
  ])('%s is refused', (address) => {
    expect(() => parseServerAddress(address, false, 'the source')).toThrow(KubeError);
    expect(() => parseServerAddress(address, false, 'the source')).toThrow(/^the source: the server address/);
  });
});

describe('proxyFromEnvironment', () => {
  it.each<readonly [string, Record<string, string>, string | undefined]>([
    ['https://a', {}, undefined],
    ['https://a', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
    ['https://a', { https_proxy: 'http://p:1' }, 'http://p:1'],
    ['https://a', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['http://a', { HTTP_PROXY: 'p:1' }, 'http://p:1'],
    ['https://a', { HTTPS_PROXY: '' }, undefined],
    ['https://localhost:1', { HTTPS_PROXY: 'http://p' }, undefined],
    ['https://127.0.0.5', { HTTPS_PROXY: 'http://p' }, undefined],
    ['https://[::1]', { HTTPS_PROXY: 'http://p' }, undefined],
    ['https://a.b.c', { HTTPS_PROXY: 'http://p', NO_PROXY: '*' }, undefined],
    ['https://a.b.c', { HTTPS_PROXY: 'http://p', NO_PROXY: 'x, b.c' }, undefined],
    ['https://ab.c', { HTTPS_PROXY: 'http://p', NO_PROXY: 'b.c' }, 'http://p'],
    ['https://b.c', { HTTPS_PROXY: 'http://p', NO_PROXY: '.b.c' }, 'http://p'],
    ['https://a.b.c', { HTTPS_PROXY: 'http://p', no_proxy: '.b.c' }, undefined],
    ['https://A.B.C', { HTTPS_PROXY: 'http://p', NO_PROXY: '*.B.c' }, undefined],
    ['https://b.c:6443', { HTTPS_PROXY: 'http://p', NO_PROXY: 'b.c:6443' }, undefined],
    ['https://b.c', { HTTPS_PROXY: 'http://p', NO_PROXY: 'b.c:6443' }, 'http://p'],
    ['https://b.c', { HTTPS_PROXY: 'http://p', NO_PROXY: 'b.c:443' }, undefined],
    ['https://10.1.2.3', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.0.0.0/8' }, undefined],
    ['https://11.1.2.3', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.0.0.0/8' }, 'http://p'],
    ['https://10.1.2.3', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.1.2.3' }, undefined],
    ['https://10.1.2.3', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.1.2.4' }, 'http://p'],
    ['https://[fd00::1]', { HTTPS_PROXY: 'http://p', NO_PROXY: 'fd00::/16' }, undefined],
    ['https://10.1.2.3', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.0.0.0/99,fd00::/16,x/y' }, 'http://p'],
  ])('%s with %j goes through %s', (server, environment, expected) => {
    expect(proxyFromEnvironment(server, environment)?.reveal()).toBe(expected);
  });
});
