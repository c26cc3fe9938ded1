export { createExecRenderer, type ExecRendererOptions } from './create-exec-renderer.ts';
export { createShadowRenderer, type ShadowRendererOptions } from './create-shadow-renderer.ts';
