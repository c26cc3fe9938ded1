export { OwnerLooks } from './owner-looks.ts';
export { createPageApi, type PageApi } from './start-page-api.ts';
