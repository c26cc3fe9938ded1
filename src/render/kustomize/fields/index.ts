export {
  any,
  decode,
  type Decoder,
  dictionary,
  flag,
  list,
  type Struct,
  struct,
  text,
  type Text,
  type UnknownFields,
  whole,
} from './decode.ts';
