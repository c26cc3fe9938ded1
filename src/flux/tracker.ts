import type { Tracker } from '../engine/index.ts';
import { helmGroup, kustomizationNameLabel, kustomizationNamespaceLabel, kustomizeGroup } from './names.ts';

/** Reads the owner labels that kustomize-controller puts on every object (fluxcd/pkg ssa, SetOwnerLabels). */
export const kustomizationTracker: Tracker = {
  ownerOf: (live) => {
    const name = live.metadata.labels?.[kustomizationNameLabel];
    const namespace = live.metadata.labels?.[kustomizationNamespaceLabel];
    if (name === undefined || namespace === undefined) return undefined;
    return { group: kustomizeGroup, kind: 'Kustomization', namespace, name };
  },
};

/**
 * Reads the labels that helm-controller puts on every object of a chart (internal/postrender, setOriginVisitor). They lie on HelmCharts
 * too, which their HelmRelease makes. Definitions are shared: charts bring them for whoever comes, and nobody deletes them with a release.
 * HelmReleases follow their objects only where they correct drift.
 */
export const helmReleaseTracker: Tracker = {
  follows: false,
  ownerOf: (live) => {
    if (live.kind === 'CustomResourceDefinition') return undefined;
    const name = live.metadata.labels?.[`${helmGroup}/name`];
    const namespace = live.metadata.labels?.[`${helmGroup}/namespace`];
    if (name === undefined || namespace === undefined) return undefined;
    return { group: helmGroup, kind: 'HelmRelease', namespace, name };
  },
};
