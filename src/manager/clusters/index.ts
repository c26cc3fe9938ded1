export { ClusterRegistry } from './cluster-registry.ts';
