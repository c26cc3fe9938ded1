export { DeliveriesScreen } from './screen.tsx';
export { type ListSearch, readListSearch } from './search.ts';
