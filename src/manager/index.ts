export { type DialectName, type Manager, type ManagerOptions, startManager } from './start-manager.ts';
export { type Platform, type PlatformOptions, startPlatform } from './start-platform.ts';
export { planApplication, type PlanApplicationOptions } from './plan-application.ts';
export type { RenderPrograms } from './render-programs.ts';
export type { RemoteBasePolicy } from './remote-bases.ts';
