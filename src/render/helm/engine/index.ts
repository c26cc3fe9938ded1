export { chartFunctions, type Lookup } from './chart-functions.ts';
export { ParsedTemplates, renderTemplates } from './render-templates.ts';
export { allTemplates } from './template-data.ts';
export { mapOfEntries } from './chart-value.ts';
