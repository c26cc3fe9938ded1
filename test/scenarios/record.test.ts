import { describe, expect, it } from 'vitest';
import { recordedFolder, startUpstream } from './record.ts';
import { oraclePlaces } from './upstream/oracle.ts';

describe('oraclePlaces', () => {
  const all = { ORACLE: '/o', ORACLE_BIN: '/b', SLIPWAY_DATA: '/d' };

  it('reads the environment', () => {
    expect(oraclePlaces(all)).toEqual({ scripts: '/o', bin: '/b', crds: '/d/crds' });
  });

  it.each(Object.keys(all))('says that %s is missing', (name) => {
    expect(oraclePlaces({ ...all, [name]: undefined })).toEqual({ missing: name });
  });
});

describe('recordedFolder', () => {
  it('names the version that wrote', () => {
    expect(recordedFolder('flux')).toMatch(/recorded\/flux-2\.9\.5$/);
    expect(recordedFolder('argocd')).toMatch(/recorded\/argo-cd-3\.1\.16$/);
  });

  it('knows how to start each dialect', () => {
    expect(Object.keys(startUpstream).sort()).toEqual(['argocd', 'flux']);
  });
});
