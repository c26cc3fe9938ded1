export { objectOwnership } from './object-ownership.ts';
