export { History } from './history.ts';
export { Mirror, repairing } from './mirror.ts';
export { MirrorDamage, ObjectReader } from './object-reader.ts';
