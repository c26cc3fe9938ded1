export { Claims, twoOwners } from './claims.ts';
