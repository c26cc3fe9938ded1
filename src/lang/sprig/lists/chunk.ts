import { GoSlice, type GoValue, type TemplateBudget } from '../../gotemplate/index.ts';
import { sliceLengthOutOfRange } from '../declare/index.ts';

/** A list in lists of `size` items, the last one shorter (sprig 3.3.0, mustChunk). @throws GoFailure as Go panics where `size` is none */
export function chunk(items: readonly GoValue[], size: number, budget: TemplateBudget): readonly GoSlice[] {
  if (size <= 0) throw sliceLengthOutOfRange();
  const count = Math.floor((items.length - 1) / size) + 1;
  budget.step(count);
  return Array.from({ length: count }, (_, index) => new GoSlice(items.slice(index * size, (index + 1) * size)));
}
