export { resolveVariables } from './ref-var.ts';
export {
  addVariables,
  mergeVariables,
  variable,
  type Variable,
  type VariableInput,
  type Variables,
} from './variable.ts';
