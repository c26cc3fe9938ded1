export { type DialectName, type Manager, type ManagerOptions, startManager } from './start-manager.ts';
