import { describe, expect, it } from 'vitest';
import type { Json } from '../base/index.ts';
import { PatchError } from './error.ts';
import { checkDepth } from './limits.ts';

function nested(levels: number): Json {
  let value: Json = 'bottom';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

describe('checkDepth', () => {
  it('lets through what is as deep as allowed', () => {
    expect(() => checkDepth(nested(10), 10, 'the patch')).not.toThrow();
    expect(() => checkDepth(undefined, 0, 'the patch')).not.toThrow();
  });

  it('refuses what is deeper, and says what it is', () => {
    expect(() => checkDepth(nested(11), 10, 'the patch')).toThrow('the patch is nested more than 10 levels deep');
    try {
      checkDepth(nested(11), 10, 'the patch');
    } catch (error) {
      expect(error).toBeInstanceOf(PatchError);
      expect((error as PatchError).code).toBe('too-large');
      expect((error as PatchError).httpStatus).toBe(413);
    }
  });

  it('does not run out of stack over what is very deep', () => {
    expect(() => checkDepth(nested(100_000), 500, 'the patch')).toThrow(PatchError);
  });
});
