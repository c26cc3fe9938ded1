export { type InformerPorts, type OwnedInformer, startInformer } from './list-watch-informer.ts';
export { type InformerLease, InformerSet, type InformerSource } from './informer-set.ts';
export type { InformerTuning } from './tuning.ts';
export { untilSynced } from './until-synced.ts';
