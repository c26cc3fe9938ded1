export { Comparer, type Comparison, type ComparisonSubject } from './comparer.ts';
