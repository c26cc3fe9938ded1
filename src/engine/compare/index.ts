export { Comparer, type Comparison, type ComparisonSubject, memoryDigest } from './comparer.ts';
