import type { Type } from '../types.ts';
import {
  CelDuration,
  CelList,
  CelMap,
  CelObject,
  CelOptional,
  CelTimestamp,
  CelType,
  CelUint,
  type CelValue,
} from '../values.ts';

/** Whether a value may be given where a type is wanted; what is in lists and maps is not looked at. */
export function fits(value: CelValue, type: Type): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'param':
    case 'error':
      return true;
    case 'string':
      return typeof value === 'string';
    case 'int':
      return typeof value === 'bigint';
    case 'bool':
      return typeof value === 'boolean';
    case 'double':
      return typeof value === 'number';
    case 'list':
      return value instanceof CelList;
    case 'map':
      return value instanceof CelMap;
    case 'uint':
      return value instanceof CelUint;
    case 'bytes':
      return value instanceof Uint8Array;
    case 'null':
      return value === null;
    case 'timestamp':
      return value instanceof CelTimestamp;
    case 'duration':
      return value instanceof CelDuration;
    case 'type':
      return value instanceof CelType;
    case 'opaque':
    case 'struct':
      if (type.name === 'optional_type') return value instanceof CelOptional;
      return (value instanceof CelObject || value instanceof CelMap) && value.type?.name === type.name;
  }
}
