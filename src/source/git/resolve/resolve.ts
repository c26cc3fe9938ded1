import { SourceError } from '../../error.ts';
import type { GitReference } from '../reference.ts';
import { commitPattern, isRefName, type RemoteRef, type RemoteRefs } from '../wire/index.ts';
import { chooseArgoTag, chooseTag, type TagChoice } from './semver-tag.ts';

/** Where a reference leads, as far as the remote's references say. */
export type Resolution =
  | { readonly kind: 'found'; readonly commit: string; readonly name?: string }
  /** One of several equal versions, of which the latest commit wins. */
  | { readonly kind: 'latest'; readonly refs: readonly RemoteRef[] }
  /** Perhaps the beginning of a commit's id, which only the history can tell. */
  | { readonly kind: 'short'; readonly prefix: string }
  | { readonly kind: 'missing'; readonly reason: string };

/** Where `reference` leads in `refs`. Throws SourceError `revision-not-found` for what can be no reference. */
export function resolveIn(refs: RemoteRefs, reference: GitReference): Resolution {
  switch (reference.kind) {
    case 'branch':
      return named(refs, `refs/heads/${reference.branch}`, `there is no branch ${reference.branch}`);
    case 'tag':
      return named(refs, `refs/tags/${reference.tag}`, `there is no tag ${reference.tag}`);
    case 'name':
      return named(refs, reference.name.replace(/\^\{\}$/, ''), `there is no reference ${reference.name}`);
    case 'semver':
      return chosen(chooseTag(refs, reference.range, reference.prefix ?? ''));
    case 'commit':
      return { kind: 'found', commit: readCommitId(reference.commit) };
    default:
      return resolveRevision(refs, reference.revision, reference.tagPrefix ?? '');
  }
}

/** The commit that somebody wrote out. Throws SourceError `revision-not-found` where it is none. */
export function readCommitId(text: string): string {
  const commit = text.toLowerCase();
  if (commitPattern.test(commit)) return commit;
  const object = JSON.stringify(text.slice(0, 100));
  throw new SourceError('revision-not-found', `${object} is no commit: 40 hexadecimal digits are needed`, { object });
}

/** Whether a resolution needs no look at the remote at all. */
export function needsNoRefs(reference: GitReference): boolean {
  if (reference.kind === 'commit') return reference.branch === undefined;
  return reference.kind === 'revision' && commitPattern.test(reference.revision.toLowerCase());
}

/**
 * References outside of branches and tags under which `reference` may be found, such as those of pull requests: they are asked for
 * only where somebody wants them, since a host may have very many.
 */
export function unusualNames(reference: GitReference): readonly string[] {
  const text = reference.kind === 'name' ? reference.name : reference.kind === 'revision' ? reference.revision : '';
  const names = text.startsWith('refs/')
    ? [text.replace(/\^\{\}$/, '')]
    : reference.kind === 'revision'
      ? [`refs/${text}`, `refs/remotes/${text}`]
      : [];
  return names.filter((name) => isRefName(name) && !name.startsWith('refs/heads/') && !name.startsWith('refs/tags/'));
}

/**
 * What Argo CD makes of a targetRevision (v3.6, util/git: lsRemote): a whole commit id is taken as it is; empty means HEAD; a range, the
 * highest tag in it; then whatever reference has that name, in full or short; then the beginning of a commit id. Where a branch
 * and a tag have the same name Argo CD takes either; we take the tag, as git does (gitrevisions).
 */
function resolveRevision(refs: RemoteRefs, written: string, tagPrefix: string): Resolution {
  const id = written.toLowerCase();
  if (commitPattern.test(id)) return { kind: 'found', commit: id };
  const choice = chooseArgoTag(refs, written === '' ? 'HEAD' : written, tagPrefix);
  if (choice.kind === 'tags') return chosen(choice);
  const revision = choice.revision;
  for (const name of [
    revision,
    `refs/${revision}`,
    `refs/tags/${revision}`,
    `refs/heads/${revision}`,
    `refs/remotes/${revision}`,
  ]) {
    const ref = refs.get(name);
    if (ref !== undefined) return found(ref);
  }
  if (/^[0-9a-fA-F]{7,39}$/.test(revision)) return { kind: 'short', prefix: revision.toLowerCase() };
  return { kind: 'missing', reason: choice.reason ?? `there is no branch, tag or other reference ${revision}` };
}

function named(refs: RemoteRefs, name: string, reason: string): Resolution {
  const ref = refs.get(name);
  return ref === undefined ? { kind: 'missing', reason } : found(ref);
}

function chosen(choice: TagChoice): Resolution {
  if (choice.kind === 'none') return { kind: 'missing', reason: choice.reason };
  const [first, ...others] = choice.refs;
  if (first === undefined) return { kind: 'missing', reason: 'no tag matches' };
  return others.length === 0 ? found(first) : { kind: 'latest', refs: choice.refs };
}

/** HEAD is told by the branch that it stands for. */
function found(ref: RemoteRef): Resolution {
  return { kind: 'found', commit: ref.commit, name: ref.target ?? ref.name };
}
