export { Logs } from './logs.tsx';
