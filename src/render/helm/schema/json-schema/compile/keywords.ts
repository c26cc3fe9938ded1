import { isArray, isObject, JsonNumber, type JsonNode, type JsonType } from '../document.ts';
import { isWhole } from '../numbers.ts';

/** Reads keywords of a schema; what is of another type than the keyword's is as if it were not there. */
export class Keywords {
  readonly node: ReadonlyMap<string, JsonNode>;

  constructor(node: ReadonlyMap<string, JsonNode>) {
    this.node = node;
  }

  has(keyword: string): boolean {
    return this.node.has(keyword);
  }

  text(keyword: string): string | undefined {
    const value = this.node.get(keyword);
    return typeof value === 'string' ? value : undefined;
  }

  flag(keyword: string): boolean | undefined {
    const value = this.node.get(keyword);
    return typeof value === 'boolean' ? value : undefined;
  }

  number(keyword: string): JsonNumber | undefined {
    const value = this.node.get(keyword);
    return value instanceof JsonNumber ? value : undefined;
  }

  count(keyword: string): number | undefined {
    const value = this.number(keyword);
    return value !== undefined && isWhole(value) ? value.value : undefined;
  }

  list(keyword: string): readonly JsonNode[] | undefined {
    const value = this.node.get(keyword);
    return isArray(value) ? value : undefined;
  }

  texts(keyword: string): readonly string[] | undefined {
    return this.list(keyword)?.filter((item) => typeof item === 'string');
  }

  map(keyword: string): ReadonlyMap<string, JsonNode> | undefined {
    const value = this.node.get(keyword);
    return isObject(value) ? value : undefined;
  }

  /** The types that `type` names, in the order in which errors list them. */
  types(): readonly JsonType[] | undefined {
    const value = this.node.get('type');
    const named = isArray(value) ? value : [value];
    const types = typeOrder.filter((type) => named.includes(type));
    return types.length === 0 ? undefined : types;
  }
}

const typeOrder: readonly JsonType[] = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];
