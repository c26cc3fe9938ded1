import type { Tracker } from '../engine/index.ts';
import { kustomizationNameLabel, kustomizationNamespaceLabel, kustomizeGroup } from './names.ts';

/** Reads the owner labels that kustomize-controller puts on every object (fluxcd/pkg ssa, SetOwnerLabels). */
export const kustomizationTracker: Tracker = {
  ownerOf: (live) => {
    const name = live.metadata.labels?.[kustomizationNameLabel];
    const namespace = live.metadata.labels?.[kustomizationNamespaceLabel];
    if (name === undefined || namespace === undefined) return undefined;
    return { group: kustomizeGroup, kind: 'Kustomization', namespace, name };
  },
};
