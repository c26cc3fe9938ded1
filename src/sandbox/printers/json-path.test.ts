import { describe, expect, it } from 'vitest';
import { compileJsonPath } from './json-path.ts';

const object = {
  metadata: { name: 'a', labels: { 'example.com/team': 'x', plain: 'y' } },
  spec: {
    replicas: 3,
    ports: [
      { name: 'http', port: 80 },
      { name: 'https', port: 443 },
    ],
    empty: [],
  },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', age: 5 },
      { type: 'Synced', status: 'False', age: 9 },
    ],
  },
};

describe('a JSONPath', () => {
  it.each([
    ['.metadata.name', ['a']],
    ['$.metadata.name', ['a']],
    ['{.metadata.name}', ['a']],
    ["{['metadata']['name']}", ['a']],
    ['.metadata.labels.example\\.com/team', ['x']],
    [".metadata.labels['example.com/team']", ['x']],
    ['.metadata.labels["plain"]', ['y']],
    ['.metadata.labels.*', ['x', 'y']],
    ['.spec.ports[0].port', [80]],
    ['.spec.ports[-1].port', [443]],
    ['.spec.ports[0:1].name', ['http']],
    ['.spec.ports[1:].name', ['https']],
    ['.spec.ports[:-1].name', ['http']],
    ['.spec.ports[*].port', [80, 443]],
    ['.spec.ports[7].port', []],
    ['.spec.empty[*].x', []],
    ['..port', [80, 443]],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type=='Synced')].status", ['False']],
    ['.status.conditions[?(@.type!="Ready")].type', ['Synced']],
    ['.status.conditions[?(@.age>5)].type', ['Synced']],
    ['.status.conditions[?(@.age>=5)].type', ['Ready', 'Synced']],
    ['.status.conditions[?(@.age<6)].type', ['Ready']],
    ['.status.conditions[?(@.age<=4)].type', []],
    ['.status.conditions[?(@.reason)].type', []],
    ['.status.conditions[?(@.status)].type', ['Ready', 'Synced']],
    ['.nothing.at.all', []],
    ['.metadata.constructor', []],
    ['', [object]],
  ])('%s finds %j', (path, found) => {
    expect(compileJsonPath(path)?.(object)).toEqual(found);
  });

  it.each(['.a[', '.a[?(', '.a[?(@.b==)]x', '[', '.spec.ports[?(@.port=80)]', '.a]'])('%s is none', (path) => {
    expect(compileJsonPath(path)).toBeUndefined();
  });
});
