export { formatFault } from './formats.ts';
