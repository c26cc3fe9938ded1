/** A kind as kustomize names it (kyaml 0.20, resid.Gvk). Empty members match anything where a Gvk selects. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A resource as kustomize names it (kyaml 0.20, resid.ResId). An empty namespace stands for `default` where ids are compared. */
export interface ResourceId extends Gvk {
  readonly namespace: string;
  readonly name: string;
}
