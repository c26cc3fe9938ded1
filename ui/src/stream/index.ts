export { LiveProvider, useLive, useWatch } from './provider.tsx';
export type { Connection } from './live.ts';
