export type * from './generated.ts';
export { addressOf, type ErrorFacts, lines, RequestError, send } from './client.ts';
export {
  aboutQuery,
  deliveryPath,
  deliveryQuery,
  differenceQuery,
  differencesQuery,
  eventsQuery,
  historyQuery,
  type ListAsk,
  listQuery,
  objectQuery,
  type ObjectRef,
  pageSize,
  searchQuery,
  sessionQuery,
  sourcesQuery,
  treeQuery,
} from './queries.ts';
