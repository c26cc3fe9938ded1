import { isJsonObject, jsonAt, type KubeObject, textAt } from '../../../base/index.ts';
import { conditionOf } from '../../condition.ts';

/** A packed chart as a source's status names it. */
export interface ChartArtifact {
  readonly url: string;
  readonly path: string;
  readonly digest: string;
  readonly revision: string;
}

/** The artifact of a source, or why it is not ready, in Flux's words (helm-controller isSourceReady). */
export function artifactOf(source: KubeObject): ChartArtifact | string {
  const { namespace = '', name = '', generation } = source.metadata;
  const notReady = (why: string): string => `${source.kind} '${namespace}/${name}' is not ready: ${why}`;
  const artifact = jsonAt(source, 'status', 'artifact');
  const isExternal = source.kind === 'ExternalArtifact';
  if (!isExternal && jsonAt(source, 'status', 'observedGeneration') !== generation) {
    const ready = conditionOf(source, 'Ready');
    return notReady(
      ready?.['status'] === 'False' ? textAt(ready, 'message') : 'latest generation of object has not been reconciled',
    );
  }
  const stalled = conditionOf(source, 'Stalled');
  if (!isExternal && stalled?.['status'] === 'True') return notReady(textAt(stalled, 'message'));
  if (!isJsonObject(artifact)) return notReady('does not have an artifact');
  const text = (member: string): string => textAt(artifact, member);
  return { url: text('url'), path: text('path'), digest: text('digest'), revision: text('revision') };
}

/** Whether a source's revision names a digest, which then becomes part of the chart's version. */
export function hasRevisionDigest(source: KubeObject, revision: string): boolean {
  return source.kind === 'OCIRepository' || (source.kind === 'ExternalArtifact' && revision.includes(':'));
}

/**
 * A chart's version with the digest of the artifact that it came from, and that digest (helm-controller mutateChartWithSourceRevision); a text
 * where they do not fit.
 */
export function versionWithDigest(version: string, revision: string): { version: string; digest: string } | string {
  const [tag = '', ofTag] = revision.includes('@') ? revision.split('@') : ['', revision];
  const digest = ofTag ?? '';
  const bare = (text: string): string => (text.split('+')[0] ?? '').replace(/^v/, '');
  const isVersion = /^v?\d+(\.\d+){0,2}([-+].*)?$/.test(tag.replaceAll('_', '+'));
  if (isVersion && bare(tag.replaceAll('_', '+')) !== bare(version))
    return `artifact revision ${tag} does not match chart version ${version}`;
  const hex = digest.split(':')[1] ?? '';
  if (hex.length < 12) return `invalid artifact revision ${revision}`;
  return { version: `${version.split('+')[0] ?? ''}+${hex.slice(0, 12)}`, digest: isVersion ? digest : revision };
}
