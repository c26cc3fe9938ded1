export { loadPlugin, requireGenerator, requireTransformer } from './built-in.ts';
export type { Plugin, PluginTools } from './plugin.ts';
