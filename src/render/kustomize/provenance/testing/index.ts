export { corpusCases } from './corpus-cases.ts';
export { ourProgram, realProgram } from './programs.ts';
export { provePlaces } from './prove-places.ts';
