import { textAt } from '../../../base/index.ts';
import { helmGroup } from '../../names.ts';
import type { Snapshot } from '../status/index.ts';
import type { ChartRequest, ReleaseRequest } from './release-request.ts';

/** Emits an Event of a release with the annotations that name its revision. */
export function emit(
  request: ReleaseRequest,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  of: EventOf,
): void {
  const annotations = {
    [`${helmGroup}/revision`]: of.revision,
    [`${helmGroup}/token`]: of.token,
    ...(of.appVersion === '' ? {} : { [`${helmGroup}/app-version`]: of.appVersion }),
    ...(of.ociDigest === '' ? {} : { [`${helmGroup}/oci-digest`]: of.ociDigest }),
  };
  request.emit({ type, reason, message, annotations });
}

/** The revision that an Event is of. */
export interface EventOf {
  readonly revision: string;
  readonly token: string;
  readonly appVersion: string;
  readonly ociDigest: string;
}

/** The revision that a snapshot was taken of. */
export const ofSnapshot = (snapshot: Snapshot): EventOf => ({
  revision: textAt(snapshot, 'chartVersion'),
  token: textAt(snapshot, 'configDigest'),
  appVersion: textAt(snapshot, 'appVersion'),
  ociDigest: textAt(snapshot, 'ociDigest'),
});

/** The revision that is attempted. */
export const ofChart = ({ chart, draft }: ChartRequest): EventOf => ({
  revision: chart.version,
  token: chart.configDigest,
  appVersion: chart.appVersion,
  ociDigest: draft.text('lastAttemptedRevisionDigest'),
});
