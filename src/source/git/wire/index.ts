export { fetchRequest, readFetch } from './fetch-pack.ts';
export { lsRefsRequest, readLsRefs } from './ls-refs.ts';
export { commitPattern, isRefName, RefCollector, type RemoteRef, type RemoteRefs } from './remote-refs.ts';
export { type Discovery, SmartHttp } from './smart-http.ts';
