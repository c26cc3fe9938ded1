export type { TemplateCaller, TemplateRun } from './caller.ts';
export { type ParsedTemplate, parseTemplate, type ParseTemplateOptions, TemplateSet } from './set.ts';
