import { describe, expect, it } from 'vitest';
import { useStage } from '../../../test/contract/manager/contract.ts';
import { gitRepository } from '../../../test/support/delivery-manifests.ts';
import { eventually } from '../../../test/support/delivery-stage.ts';
import { conditionOf } from '../../../test/support/delivery-status.ts';
import { gitIn } from '../../../test/support/source-git.ts';
import { sharedSandbox } from '../../../test/support/test-cluster.ts';
import { jsonAt, type KubeObject } from '../../base/index.ts';
import { SourceError } from '../../source/index.ts';
import { fetchFailure, openFailure } from './fetch-failure.ts';
import { readGitRepositorySpec } from './spec.ts';

describe('a failure stalls', () => {
  const spec = readGitRepositorySpec(gitRepository('app', 'https://host/app'));

  it.each(['invalid-address', 'refused'] as const)('where the repository cannot be opened: %s', (code) => {
    const error = new SourceError(code, 'the address is no good');
    const failure = {
      kind: 'failed',
      condition: 'FetchFailed',
      reason: 'URLInvalid',
      message: 'the address is no good',
      stalled: true,
    };
    expect(openFailure(error, spec)).toEqual(failure);
  });

  it.each(['unreachable', 'storage'] as const)('never by %s', (code) => {
    expect(openFailure(new SourceError(code, 'not now'), spec).stalled).toBe(false);
  });

  it.each(['invalid-address', 'refused', 'unauthorized', 'too-large', 'storage'] as const)(
    'never by %s of what an open repository gives',
    (code) => {
      expect(fetchFailure(new SourceError(code, 'not this'), spec).stalled).toBe(false);
    },
  );
});

describe('a GitRepository', () => {
  const stage = useStage({ start: sharedSandbox() });
  const read = (): Promise<KubeObject> =>
    stage().cluster.get('source.toolkit.fluxcd.io/GitRepository', 'flux-system', 'app');

  it('whose commit is refused is read again by itself once the branch is mended', async () => {
    const url = await stage().repository('app', { 'a.yaml': 'a: 1\n' });
    const good = (await stage().git.refs('app')).get('refs/heads/main');
    const path = stage().git.pathOf('app');
    const blob = gitIn(path, ['hash-object', '-w', '--stdin'], 'x').trim();
    const entry = Buffer.concat([Buffer.from('100644 ..\0'), Buffer.from(blob, 'hex')]);
    const tree = gitIn(path, ['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], entry).trim();
    const commit = gitIn(path, ['commit-tree', '-m', 'hostile', tree]).trim();
    await stage().git.updateRef('app', 'refs/heads/main', commit);
    await stage().cluster.apply(gitRepository('app', url));
    await stage().platform();
    await eventually(async () => {
      const refused = await read();
      expect(conditionOf(refused, 'Ready')).toMatchObject({ status: 'False', reason: 'GitOperationFailed' });
      expect(conditionOf(refused, 'Reconciling')).toMatchObject({ status: 'True', reason: 'ProgressingWithRetry' });
      expect(conditionOf(refused, 'Stalled')).toBeUndefined();
    });
    await stage().git.updateRef('app', 'refs/heads/main', good);
    await eventually(async () => {
      expect(conditionOf(await read(), 'Ready')).toMatchObject({ status: 'True', reason: 'Succeeded' });
    });
  });

  it('whose address is none is stalled until its spec changes', async () => {
    const url = await stage().repository('app', { 'a.yaml': 'a: 1\n' });
    await stage().cluster.apply(gitRepository('app', 'https://host/app?query=1'));
    await stage().platform();
    await eventually(async () => {
      expect(conditionOf(await read(), 'Stalled')).toMatchObject({ status: 'True', reason: 'URLInvalid' });
    });
    await stage().cluster.apply(gitRepository('app', url));
    await eventually(async () => {
      const mended = await read();
      expect(conditionOf(mended, 'Ready')).toMatchObject({ status: 'True' });
      expect(conditionOf(mended, 'Stalled')).toBeUndefined();
    });
  });

  it('that is suspended is not fetched at a push', async () => {
    const url = await stage().repository('app', { 'a.yaml': 'a: 1\n' });
    await stage().cluster.apply(gitRepository('app', url));
    const { manager, metrics } = await stage().platform();
    const looks = async (): Promise<string | undefined> =>
      /^argocd_git_request_total\{.*ls-remote.*$/m.exec(await metrics.text())?.[0];
    await eventually(async () => expect(conditionOf(await read(), 'Ready')).toMatchObject({ status: 'True' }));
    const before = await looks();
    await manager.announce(url);
    const after = await looks();
    expect(after).not.toBe(before);
    await stage().cluster.apply(gitRepository('app', url, { suspend: true }));
    await eventually(async () => expect((await read()).metadata.generation).toBe(2));
    await eventually(async () => expect(jsonAt(await read(), 'status', 'observedGeneration')).toBe(2));
    await manager.announce(url);
    expect(await looks()).toBe(after);
  });
});
