export { ownRefs } from './fetch-by-git.ts';
export { type FetchedShallow, type FetchPlan, type FetchTarget, Remote, type RemoteOptions } from './remote.ts';
