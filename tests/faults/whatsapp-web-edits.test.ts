// What customers edit while the paired phone's session is away reaches the server once it is back.
import { afterEach, describe, expect, inject, it } from 'vitest';
import { until } from '../support/house.ts';
import { openPairedPhone, type PairedPhone } from '../support/whatsapp-web-account.ts';

const TIMEOUT_MS = 120_000;
const WAIT_MS = 20_000;

describe('a session that comes back', () => {
  let phone: PairedPhone;
  afterEach(() => phone.close());

  it(
    'tells once what was edited meanwhile, also where that was written long before and nobody wrote since',
    async () => {
      phone = await openPairedPhone(inject('chromiumPath'));
      await phone.pair();
      const { simulator, received, untilReceived, untilState } = phone;
      const [mei, raj] = [simulator.customer('Mei', '6591234567'), simulator.customer('Raj', '6598765432')];
      const old = { t: Math.floor(Date.now() / 1_000) - 600 };
      const ids = {
        old: raj.says('Two teas', old),
        kept: raj.says('Thanks', old),
        fresh: mei.says('One kopi'),
        gone: mei.says('No, wait'),
      };
      for (const text of ['Two teas', 'Thanks', 'One kopi', 'No, wait']) await untilReceived(text);
      process.kill(simulator.browserPid(), 'SIGKILL');
      await until('the page is gone', () => !simulator.isConnected(), WAIT_MS);
      raj.edits(ids.old, 'Three teas');
      mei.edits(ids.fresh, 'One kopi, no sugar');
      mei.edits(ids.fresh, 'One kopi, less sugar');
      mei.deletes(ids.gone);
      const isTold = (text: string): Promise<void> =>
        until(`“${text}” is told as an edit`, () => edits().some((edit) => edit.text === text), WAIT_MS);
      const edits = () => received.filter(({ editOf }) => editOf);
      await isTold('Three teas');
      await isTold('One kopi, less sugar');
      await untilState('ready');
      raj.edits(ids.kept, 'Many thanks');
      await untilReceived('Many thanks');
      const looks = Date.now() + 2_000;
      await until('it has looked for more', () => Date.now() > looks);
      expect(edits().map(({ editOf, text }) => `${editOf} ${text}`)).toEqual([
        `${ids.old} Three teas`,
        `${ids.fresh} One kopi, less sugar`,
        `${ids.kept} Many thanks`,
      ]);
      // What came before the end may be told again, and is known by its id; nothing is that was written long ago.
      const again = received.slice(4).filter(({ editOf }) => !editOf);
      expect([[], [ids.fresh]]).toContainEqual(again.map(({ id }) => id));
    },
    TIMEOUT_MS,
  );
});
