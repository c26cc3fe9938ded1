import { isJsonObject, jsonAt, type JsonObject, type KubeObject, textAt } from '../../base/index.ts';
import type { OciReference } from '../../source/index.ts';

/** The media type whose tags are those of charts. */
const chartType = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** An OCIRepository's spec with its defaults, as source.toolkit.fluxcd.io/v1 defines them. */
export interface OciRepositorySpec {
  readonly url: string;
  readonly reference: OciReference;
  /** The type of the layer that is taken; empty for the first one. */
  readonly mediaType: string;
  readonly copies: boolean;
  readonly layerSelector: JsonObject | undefined;
  readonly ignore: string | undefined;
  readonly insecure: boolean;
  /** Fields that change what is fetched and that this controller does not carry out yet. */
  readonly unsupported: readonly string[];
}

/** Reads the spec of an OCIRepository. */
export function readOciRepositorySpec(owner: KubeObject): OciRepositorySpec {
  const selector = jsonAt(owner, 'spec', 'layerSelector');
  const mediaType = textAt(owner, 'spec', 'layerSelector', 'mediaType');
  const provider = textAt(owner, 'spec', 'provider');
  const ignore = jsonAt(owner, 'spec', 'ignore');
  return {
    url: textAt(owner, 'spec', 'url'),
    reference: referenceOf(owner, mediaType),
    mediaType,
    copies: textAt(owner, 'spec', 'layerSelector', 'operation') === 'copy',
    layerSelector: isJsonObject(selector) ? selector : undefined,
    ignore: typeof ignore === 'string' ? ignore : undefined,
    insecure: jsonAt(owner, 'spec', 'insecure') === true,
    unsupported: [
      ...(provider === '' || provider === 'generic' ? [] : ['provider']),
      ...(isVerifiable(owner) ? [] : ['verify']),
    ],
  };
}

/** Signatures are held to keys; without a Secret, and by notation, they are not verified yet. */
function isVerifiable(owner: KubeObject): boolean {
  if (jsonAt(owner, 'spec', 'verify') === undefined) return true;
  return (
    textAt(owner, 'spec', 'verify', 'provider') === 'cosign' &&
    textAt(owner, 'spec', 'verify', 'secretRef', 'name') !== ''
  );
}

/** Digest before range before tag; `latest` where there is no reference (source-controller v1.9, getArtifactRef). */
function referenceOf(owner: KubeObject, mediaType: string): OciReference {
  const at = (field: string): string => textAt(owner, 'spec', 'ref', field);
  if (at('digest') !== '') return { kind: 'digest', digest: at('digest') };
  if (at('semver') !== '') {
    const filter = at('semverFilter') === '' ? {} : { filter: at('semverFilter') };
    return { kind: 'semver', range: at('semver'), isChart: mediaType === chartType, ...filter };
  }
  return { kind: 'tag', tag: at('tag') || 'latest' };
}
