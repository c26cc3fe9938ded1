export { createHelmKind } from './create-helm-kind.ts';
