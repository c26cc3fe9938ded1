export { History } from './history.ts';
export { Mirror, type MirrorOptions, repairing } from './mirror.ts';
export { MirrorDamage, type ObjectHeader, ObjectReader } from './object-reader.ts';
