export { HttpKubeClient } from './http-client.ts';
export { readWholeList } from './list.ts';
