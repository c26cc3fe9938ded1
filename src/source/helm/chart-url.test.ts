import { describe, expect, it } from 'vitest';
import { chartUrl, indexUrl } from './chart-url.ts';

describe('addresses of a chart repository', () => {
  it.each([
    ['https://host/charts', 'https://host/charts/index.yaml'],
    ['https://host/charts/', 'https://host/charts/index.yaml'],
    ['https://host', 'https://host/index.yaml'],
    ['https://host/charts?token=1', 'https://host/charts/index.yaml?token=1'],
  ])('of %s: the index is %s', (repository, index) => {
    expect(indexUrl(repository)).toBe(index);
  });

  it.each([
    ['https://host/charts', 'app-1.tgz', 'https://host/charts/app-1.tgz'],
    ['https://host/charts/', 'sub/app-1.tgz', 'https://host/charts/sub/app-1.tgz'],
    ['https://host/charts', '/app-1.tgz', 'https://host/app-1.tgz'],
    ['https://host/charts', '../app-1.tgz', 'https://host/app-1.tgz'],
    ['https://host/charts?token=1', 'app-1.tgz', 'https://host/charts/app-1.tgz?token=1'],
    ['https://host/charts?token=1', 'https://other/app-1.tgz', 'https://other/app-1.tgz'],
    ['https://host/charts', 'oci://host/app:1', 'oci://host/app:1'],
    ['https://host/charts', '//other/app-1.tgz', 'https://other/app-1.tgz'],
  ])('of %s: %s is at %s', (repository, reference, url) => {
    expect(chartUrl(repository, reference)).toBe(url);
  });

  it.each(['ftp://host', 'host/charts', ''])('are refused: %j', (repository) => {
    expect(() => indexUrl(repository)).toThrow(expect.objectContaining({ code: 'invalid-address' }));
  });
});
