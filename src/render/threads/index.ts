export { createInlineRenderer } from './create-inline-renderer.ts';
export { createRenderer, type RendererOptions } from './create-renderer.ts';
