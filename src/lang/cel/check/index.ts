export { candidates, check, type Checked, type Declarations } from './checker.ts';
