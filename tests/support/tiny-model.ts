// The smallest embedding model that there can be, in the files of a real one: each word has a vector, in ONNX, by hand.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'] as const;
const LONGEST_TOKENS = 16;

/** @param folder `models/OWNER/NAME`. @param words all of one length. */
export function writeTinyModel(folder: string, words: Readonly<Record<string, readonly number[]>>): void {
  const dimensions = Object.values(words)[0]?.length ?? 0;
  const vocabulary = [...SPECIAL, ...Object.keys(words)];
  const table = vocabulary.map((word) => words[word] ?? new Array<number>(dimensions).fill(0));
  const save = (name: string, content: object): void =>
    writeFileSync(join(folder, name), content instanceof Uint8Array ? content : JSON.stringify(content));
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  save('onnx/model_quantized.onnx', toOnnx(table, dimensions));
  save('config.json', { model_type: 'bert', architectures: ['BertModel'], hidden_size: dimensions });
  save('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    model_max_length: LONGEST_TOKENS,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
  });
  save('tokenizer.json', toTokenizer(vocabulary));
}

function toTokenizer(vocabulary: readonly string[]): object {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({ id, content, ...flags })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  };
}

// ONNX is Protocol Buffers; the numbers of its fields are those of onnx.proto.
const FLOAT = 1;
const INT64 = 7;

function toOnnx(table: readonly (readonly number[])[], dimensions: number): Buffer {
  const rows = Buffer.from(Float32Array.from(table.flat()).buffer);
  const inputs = ['input_ids', 'attention_mask', 'token_type_ids'];
  const weights = [
    number(1, table.length),
    number(1, dimensions),
    number(2, FLOAT),
    text(8, 'words'),
    bytes(9, rows),
  ];
  const lookUp = [text(1, 'words'), text(1, 'input_ids'), text(2, 'last_hidden_state'), text(4, 'Gather')];
  const graph = [
    message(1, lookUp),
    text(2, 'tiny'),
    message(5, weights),
    ...inputs.map((name) => message(11, variable(name, INT64, ['batch', 'length']))),
    message(12, variable('last_hidden_state', FLOAT, ['batch', 'length', dimensions])),
  ];
  const operators = [text(1, ''), number(2, 13)];
  return Buffer.concat([number(1, 8), message(7, graph), message(8, operators)]);
}

function variable(name: string, type: number, shape: readonly (string | number)[]): readonly Buffer[] {
  const sizes = shape.map((size) => message(1, [typeof size === 'number' ? number(1, size) : text(2, size)]));
  return [text(1, name), message(2, [message(1, [number(1, type), message(2, sizes)])])];
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function bytes(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(content.byteLength), content]);
}

const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content));
const message = (field: number, parts: readonly Buffer[]): Buffer => bytes(field, Buffer.concat(parts));

function varint(value: number): Buffer {
  const groups: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...groups, rest]);
    groups.push((rest % 128) | 128);
  }
}
