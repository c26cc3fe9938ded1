export type { ActionContext, ObjectOwnership, WaitPolicy } from './context.ts';
export type { CrdPolicy } from './crds.ts';
export { install, type InstallOptions } from './install.ts';
export type { ActionOutcome } from './outcome.ts';
export { rollback, type RollbackOptions } from './rollback.ts';
export { test, type TestOptions } from './test.ts';
export { uninstall, type UninstallOptions, type UninstallOutcome } from './uninstall.ts';
export type { ApplyMethod } from './apply-method.ts';
export { upgrade, type UpgradeOptions } from './upgrade.ts';
