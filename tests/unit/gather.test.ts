// Writing together: what waits is taken along, in order, and nobody pays for another's fault.
import { expect, it } from 'vitest';
import { gather } from '../../src/pipeline/gather.ts';

interface Write {
  readonly items: readonly string[];
  end(): void;
}

/** Writes that end when they are told to. The first letter of an item is its key. */
function createWriter(most = 10) {
  const writes: Write[] = [];
  const refused = new Set<string>();
  const write = gather({
    keyOf: (item: string) => item.slice(0, 1),
    most,
    write: (items) =>
      new Promise<readonly string[]>((resolve, reject) => {
        const end = (): void => {
          if (items.some((item) => refused.has(item))) reject(new Error(`refused ${items.join()}`));
          else resolve(items.map((item) => `wrote ${item}`));
        };
        writes.push({ items, end });
      }),
    failsAll: (error) => (error as Error).message.includes('down'),
  });
  const begun = async (count: number): Promise<Write> => {
    await expect.poll(() => writes.length).toBe(count);
    return writes[count - 1] as Write;
  };
  return { write, writes, refused, begun };
}

it('writes alone what comes alone', async () => {
  const { write, begun } = createWriter();
  const result = write('a1');
  (await begun(1)).end();
  expect(await result).toBe('wrote a1');
});

it('writes together what comes while a write is under way, each with its own result', async () => {
  const { write, begun } = createWriter();
  const first = write('a1');
  const one = await begun(1);
  const later = ['c1', 'b1', 'd1'].map(write);
  one.end();
  const two = await begun(2);
  two.end();
  expect(two.items).toEqual(['b1', 'c1', 'd1']);
  expect(await Promise.all([first, ...later])).toEqual(['wrote a1', 'wrote c1', 'wrote b1', 'wrote d1']);
});

it('never writes two of one key together, and keeps their order', async () => {
  const { write, writes, begun } = createWriter();
  const results = ['a1', 'a2', 'b1', 'a3'].map(write);
  for (const count of [1, 2, 3]) (await begun(count)).end();
  await Promise.all(results);
  expect(writes.map(({ items }) => items)).toEqual([['a1', 'b1'], ['a2'], ['a3']]);
});

it('takes no more than it may at once', async () => {
  const { write, writes, begun } = createWriter(2);
  const results = ['a1', 'b1', 'c1'].map(write);
  for (const count of [1, 2]) (await begun(count)).end();
  await Promise.all(results);
  expect(writes.map(({ items }) => items.length)).toEqual([2, 1]);
});

it('writes each alone where one of several is refused, and tells only that one', async () => {
  const { write, refused, begun } = createWriter();
  refused.add('b1');
  const results = Promise.allSettled(['a1', 'b1', 'c1'].map(write));
  for (const count of [1, 2, 3, 4]) (await begun(count)).end();
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('tells all who wait at once where nothing can be written', async () => {
  const { write, writes, refused, begun } = createWriter();
  refused.add('a-down');
  const first = write('a-down');
  const one = await begun(1);
  const results = Promise.allSettled([first, write('b1'), write('c1')]);
  one.end();
  expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(writes.length).toBe(1);
});
