export { CachedDiscovery } from './cached-discovery.ts';
export { followDefinitions } from './follow-definitions.ts';
