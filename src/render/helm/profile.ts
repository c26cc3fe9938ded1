/** Which helm is stood in for: 4.1.4, 4.2.4 or 4.3.1. They print different bytes for nearly every chart. */
export type HelmProfile = '4.1' | '4.2' | '4.3';
