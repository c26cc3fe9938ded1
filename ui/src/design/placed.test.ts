import { describe, expect, it } from 'vitest';
import { placed } from './placed.ts';

describe('the place that a text names', () => {
  it('is taken from what controllers write for upstream tools', () => {
    const message =
      "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = apps/web/kustomization.yaml:3:5: there is no file 'a.yaml': add it";
    expect(placed({ message })).toEqual({
      message: "there is no file 'a.yaml': add it",
      file: 'apps/web/kustomization.yaml',
      line: 3,
      column: 5,
      raw: message,
    });
  });

  it('is taken from behind a sentence', () => {
    const message = 'quantities must match (apps/payments/deployment.yaml:1:1)';
    expect(placed({ message })).toMatchObject({ message: 'quantities must match', line: 1, raw: message });
  });

  it.each(['nothing here', 'https://host:80:90: x', 'a.yaml is missing'])('is not made up: %s', (message) => {
    expect(placed({ message })).toEqual({ message });
  });
});
