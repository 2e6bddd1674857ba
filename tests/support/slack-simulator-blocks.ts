// Block Kit's rules as Slack enforces them, and who would be called by a message.
type Block = Record<string, unknown>;

const BLOCKS = new Set(['header', 'section', 'context', 'actions', 'divider', 'image']);
const LIMITS = {
  blocks: 50,
  section: 3_000,
  header: 150,
  button: 75,
  actionId: 255,
  value: 2_000,
  elements: 25,
  context: 10,
  total: 13_200,
};

/** Slack's name for what is wrong with a message's blocks; undefined where nothing is. */
export function blocksFault(blocks: unknown): string | undefined {
  if (!Array.isArray(blocks) || blocks.length > LIMITS.blocks) return 'invalid_blocks';
  if (!blocks.every(isBlock)) return 'invalid_blocks';
  const total = blocks.flatMap(textsOf).reduce((size, text) => size + text.length, 0);
  return total > LIMITS.total ? 'msg_blocks_too_long' : undefined;
}

function isBlock(block: Block): boolean {
  switch (block.type) {
    case 'header':
      return isText(block.text, 'plain_text', LIMITS.header);
    case 'section':
      return isText(block.text, undefined, LIMITS.section);
    case 'context':
      return isList(block.elements, LIMITS.context, (element) => isText(element, undefined, LIMITS.section));
    case 'actions':
      return isList(block.elements, LIMITS.elements, isButton) && hasUniqueActions(block);
    default:
      return BLOCKS.has(String(block.type));
  }
}

function isButton(button: Block): boolean {
  const { action_id: id, value, style, confirm } = button;
  return (
    button.type === 'button' &&
    isText(button.text, 'plain_text', LIMITS.button) &&
    typeof id === 'string' &&
    id.length <= LIMITS.actionId &&
    (value === undefined || (typeof value === 'string' && value !== '' && value.length <= LIMITS.value)) &&
    (style === undefined || style === 'primary' || style === 'danger') &&
    (confirm === undefined || isConfirm(confirm as Block))
  );
}

function isConfirm({ title, text, confirm, deny }: Block): boolean {
  return (
    isText(title, 'plain_text', 100) &&
    isText(text, undefined, 300) &&
    isText(confirm, 'plain_text', 30) &&
    isText(deny, 'plain_text', 30)
  );
}

function hasUniqueActions({ elements }: Block): boolean {
  const ids = (elements as Block[]).map(({ action_id }) => action_id);
  return new Set(ids).size === ids.length;
}

function isList(value: unknown, most: number, holds: (element: Block) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.length <= most && value.every(holds);
}

function isText(value: unknown, type: string | undefined, most: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  const { type: given, text } = value as Block;
  if (type ? given !== type : given !== 'mrkdwn' && given !== 'plain_text') return false;
  return typeof text === 'string' && text.length > 0 && text.length <= most;
}

/** Every text of a block, as it was given. */
export function textsOf(block: Block): readonly string[] {
  const own = block.text as Block | undefined;
  const inner = (block.elements as Block[] | undefined) ?? [];
  return [...(typeof own?.text === 'string' ? [own.text] : []), ...inner.flatMap(elementTexts)];
}

function elementTexts(element: Block): readonly string[] {
  if (typeof element.text === 'string') return [element.text];
  return typeof (element.text as Block | undefined)?.text === 'string'
    ? [String((element.text as Block).text)]
    : [];
}

const CALLS = /<(?:!(?:channel|here|everyone)|@[UW][A-Z0-9]+|!subteam\^[A-Z0-9]+)[|>]?[^>]*>/g;
// Where a text isn't verbatim, Slack makes calls of these by itself.
const LOOSE_CALLS = /(?<![\w@])@(?:channel|here|everyone)\b/g;

/** Whom a message would call. Plain text, of headers and buttons, calls nobody. */
export function callsOf({
  text,
  blocks,
}: {
  readonly text: string;
  readonly blocks: readonly Block[];
}): readonly string[] {
  const written = blocks.flatMap(mrkdwnOf);
  const explicit = [text, ...written.map((one) => String(one.text))].flatMap((one) => one.match(CALLS) ?? []);
  const loose = written.filter(({ verbatim }) => verbatim !== true).map((one) => String(one.text));
  return [...new Set([...explicit, ...loose.flatMap((one) => one.match(LOOSE_CALLS) ?? [])])];
}

function mrkdwnOf(block: Block): readonly Block[] {
  const texts = [block.text, ...((block.elements as Block[] | undefined) ?? [])] as (Block | undefined)[];
  return texts.filter((one): one is Block => one?.type === 'mrkdwn');
}
