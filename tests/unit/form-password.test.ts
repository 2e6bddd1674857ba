import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from '../../knowledge/form/password.ts';

describe('a stored password', () => {
  it('is verified by the same words and by no others', async () => {
    const hash = await hashPassword('correct horse 电池 staple');
    expect(await verifyPassword('correct horse 电池 staple', hash)).toBe(true);
    expect(await verifyPassword('correct horse 电池 Staple', hash)).toBe(false);
    expect(await verifyPassword('', hash)).toBe(false);
  });

  it('has a salt of its own and tells its cost', async () => {
    const [one, two] = [await hashPassword('the same words'), await hashPassword('the same words')];
    expect(one).not.toBe(two);
    const [, log2N] = /^scrypt\$ln=(\d+),r=8,p=1\$/.exec(one) ?? [];
    expect(Number(log2N)).toBeGreaterThanOrEqual(15);
  });

  it('is the same in composed and decomposed letters', async () => {
    const hash = await hashPassword('caf\u00e9 kosong');
    expect(await verifyPassword('cafe\u0301 kosong', hash)).toBe(true);
  });

  it.each(['', 'plain text', 'scrypt$ln=31,r=8,p=1$AAAA$AAAA', 'scrypt$ln=15,r=8,p=1$$'])(
    'is refused where its hash is damaged: %s',
    async (damaged) => {
      expect(await verifyPassword('anything', damaged)).toBe(false);
    },
  );

  it('takes as long to refuse where there is no account', async () => {
    const hash = await hashPassword('a real password');
    const timeOf = async (stored: string | undefined): Promise<number> => {
      const start = performance.now();
      expect(await verifyPassword('a wrong password', stored)).toBe(false);
      return performance.now() - start;
    };
    // In turns: what else the machine does then slows both.
    let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < 8; round += 1) {
      known = Math.min(known, await timeOf(hash));
      unknown = Math.min(unknown, await timeOf(undefined));
    }
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });
});
