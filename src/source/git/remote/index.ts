export { ownRefs } from './fetch-by-git.ts';
export { type FetchPlan, Remote } from './remote.ts';
