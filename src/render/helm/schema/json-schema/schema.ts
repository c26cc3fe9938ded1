import type { Regexp } from '../../../../lang/index.ts';
import type { JsonNode, JsonNumber, JsonType } from './document.ts';

/** A schema ready to judge; what it does not say is undefined. Filled by the compiler, since schemas may refer to each other in circles. */
export interface Schema {
  /** Its place, as errors name it. */
  readonly location: string;
  /** The draft: 4, 6, 7, 2019 or 2020. */
  readonly version: number;
  /** The schema that its resource starts with. */
  resource: Schema;
  /** For a resource: where its dynamic anchors are. */
  readonly dynamicAnchors: Map<string, Schema>;

  always?: boolean;
  ref?: Schema;
  recursiveRef?: Schema;
  recursiveAnchor?: boolean;
  dynamicRef?: { readonly target: Schema; readonly anchor: string };
  dynamicAnchor?: string;

  types?: readonly JsonType[];
  enum?: readonly JsonNode[];
  const?: { readonly value: JsonNode };
  format?: string;
  not?: Schema;
  allOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  /** `if`, `then` and `else`. */
  condition?: Schema;
  consequence?: Schema;
  alternative?: Schema;

  minProperties?: number;
  maxProperties?: number;
  required?: readonly string[];
  properties?: ReadonlyMap<string, Schema>;
  patternProperties?: readonly (readonly [Regexp, Schema])[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  dependencies?: ReadonlyMap<string, readonly string[] | Schema>;
  dependentRequired?: ReadonlyMap<string, readonly string[]>;
  dependentSchemas?: ReadonlyMap<string, Schema>;
  unevaluatedProperties?: Schema;

  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  /** Before 2020: one schema for all items, or one for each of the first. */
  items?: Schema | readonly Schema[];
  additionalItems?: boolean | Schema;
  /** From 2020 on. */
  prefixItems?: readonly Schema[];
  restItems?: Schema;
  contains?: Schema;
  minContains?: number;
  maxContains?: number;
  unevaluatedItems?: Schema;

  minLength?: number;
  maxLength?: number;
  pattern?: { readonly text: string; readonly regexp: Regexp };

  minimum?: JsonNumber;
  maximum?: JsonNumber;
  exclusiveMinimum?: JsonNumber;
  exclusiveMaximum?: JsonNumber;
  multipleOf?: JsonNumber;
}
