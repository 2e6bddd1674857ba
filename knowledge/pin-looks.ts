// Remembers looks at pinned questions: what was found with a change is what the next change is compared with.
import type { TenantId } from '../src/model/ids.ts';
import type { Queryable } from '../src/store/pool.ts';
import { type Pin, readKnowledgeMark } from './pins.ts';
import type { Replayed } from './replay.ts';

export type Asked = readonly { readonly pin: Pin; readonly replayed: Replayed }[];

export interface Looks {
  /** `ask`s, unless they were asked already with the knowledge as it is. */
  look(
    db: Queryable,
    of: {
      readonly tenantId: TenantId;
      readonly pins: readonly Pin[];
      /** What else decides how they are answered. */
      readonly by: string;
    },
    ask: () => Promise<Asked>,
  ): Promise<Asked>;
}

// Before a group of texts, with it, and with its halves where it was refused.
const REMEMBERED = 8;

export function rememberLooks(): Looks {
  const known = new Map<string, readonly Replayed[]>();
  const keep = (key: string, found: readonly Replayed[]): void => {
    known.delete(key);
    known.set(key, found);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  };
  return {
    async look(db, { tenantId, pins, by }, ask) {
      const about = pins.map(({ id, question, language, documentId, expectedText }) => [
        ...[id, question, language, documentId, expectedText],
      ]);
      const keyOf = async (): Promise<string> =>
        JSON.stringify([tenantId, by, await readKnowledgeMark(db, tenantId), about]);
      const key = await keyOf();
      const found = known.get(key);
      if (found) {
        keep(key, found);
        return pins.flatMap((pin, at) => (found[at] ? { pin, replayed: found[at] } : []));
      }
      const asked = await ask();
      // Outside a transaction others may change it meanwhile.
      if ((await keyOf()) === key)
        keep(
          key,
          asked.map(({ replayed }) => replayed),
        );
      return asked;
    },
  };
}
