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
  whole,
} from './decode.ts';
