import { type JsonObject, parseQuantity, textMapAt } from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid, required } from '../../machinery/field-error.ts';
import { qualifiedNameProblems } from '../names.ts';

const standard = new Set(['cpu', 'memory', 'ephemeral-storage']);
const unit = 1_000_000_000n;

/** What is wrong with what a container asks for and may use (kubernetes 1.36, pkg/apis/core/validation ValidateContainerResourceRequirements). */
export function resourceErrors(container: JsonObject, path: string): FieldError[] {
  const limits = textMapAt(container, 'resources', 'limits');
  const requests = textMapAt(container, 'resources', 'requests');
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const hasHuge = names.some(isHuge);
  const errors = [
    ...Object.entries(limits).flatMap(([name, amount]) => amountErrors(name, amount, `${path}.limits[${name}]`)),
    ...Object.entries(requests).flatMap(([name, request]) => [
      ...amountErrors(name, request, `${path}.requests[${name}]`),
      ...orderErrors(name, request, limits[name], path),
    ]),
  ];
  if (hasHuge && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbiddenField(path, 'HugePages require cpu or memory'));
  }
  return errors;
}

function amountErrors(name: string, amount: string, path: string): FieldError[] {
  const problems = qualifiedNameProblems(name);
  const known = standard.has(name) || isHuge(name);
  if (problems.length === 0 && !name.includes('/') && !known) {
    problems.push('must be a standard resource type or fully qualified', 'must be a standard resource for containers');
  }
  const errors = problems.map((problem) => invalid(path, name, problem));
  const value = parseQuantity(amount) ?? 0n;
  if (value < 0n) errors.push(invalid(path, amount, 'must be greater than or equal to 0'));
  if (isExtended(name) && value % unit !== 0n) errors.push(invalid(path, amount, 'must be an integer'));
  return errors;
}

function orderErrors(name: string, request: string, limit: string | undefined, path: string): FieldError[] {
  const whole = isExtended(name) || isHuge(name);
  if (limit === undefined) {
    return whole ? [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')] : [];
  }
  const [asked, most] = [parseQuantity(request) ?? 0n, parseQuantity(limit) ?? 0n];
  if (whole && asked !== most) {
    return [invalid(`${path}.requests`, request, `must be equal to ${name} limit of ${limit}`)];
  }
  if (asked <= most) return [];
  return [invalid(`${path}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`)];
}

function isHuge(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Resources that others define: never shared, never split. */
function isExtended(name: string): boolean {
  return name.includes('/') && !name.startsWith('requests.') && !/(^|\.)kubernetes\.io\//.test(name);
}
