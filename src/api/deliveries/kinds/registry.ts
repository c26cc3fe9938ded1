import { applicationKind } from './application.ts';
import { helmReleaseKind } from './helm-release.ts';
import type { DeliveryKind } from './kind.ts';
import { kustomizationKind } from './kustomization.ts';

/** Every kind of delivery. */
export const deliveryKinds: readonly DeliveryKind[] = [applicationKind, kustomizationKind, helmReleaseKind];
