export { applicationDialect } from './application/dialect.ts';
export { readOperation } from './application/operation/operation-spec.ts';
export { readApplicationSpec } from './application/spec.ts';
export { argoFieldManager, argoGroup, inClusterName, inClusterServer, refreshAnnotation } from './names.ts';
export { dataOf } from './settings/repository-credentials.ts';
export { applicationTracker } from './tracking.ts';
