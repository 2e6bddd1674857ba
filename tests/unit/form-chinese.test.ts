import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderDocument, type View } from '../../knowledge/form/html.ts';
import { CHINESE, readIn, t, tSaid, tText, tView } from '../../knowledge/form/speech.ts';
import { signInView } from '../../knowledge/form/views/sign-in.ts';
import { keysIn } from '../support/form-keys.ts';

const FORM = fileURLToPath(new URL('../../knowledge/form/', import.meta.url));
const OTHERS = ['../../src/', '../../knowledge/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

// What other rooms say is shown here, too: reasons, faults.
function readOthers(): string {
  return OTHERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('chinese/'))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  ).join('\n');
}

function readSources(): readonly { readonly file: string; readonly source: string }[] {
  return readdirSync(FORM, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(?:chinese|browser)\b/.test(file) && file !== 'speech.ts')
    .map((file) => ({ file, source: readFileSync(join(FORM, file), 'utf8') }));
}

describe('the form in Chinese', () => {
  it('has Chinese words for every text that is looked up', () => {
    const missing = readSources().flatMap(({ file, source }) =>
      keysIn(source)
        .filter((key) => /\p{L}/u.test(key.replace(/\{\d\}/g, '')) && !Object.hasOwn(CHINESE, key))
        .map((key) => `${file}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it('keeps no words of texts that nobody says any more', () => {
    const said = readOthers();
    const isSaid = (key: string): boolean =>
      key.split(/\{\d\}/).every((part) => said.includes(part) || said.includes(part.replace(/\.$/, '')));
    expect(Object.keys(CHINESE).filter((key) => !isSaid(key))).toEqual([]);
  });

  it('leaves out nothing that is put in, wherever Chinese puts it', () => {
    const values = (text: string): readonly string[] => (text.match(/\{\d\}/g) ?? []).toSorted();
    const wrong = Object.entries(CHINESE).filter(([key, words]) => `${values(key)}` !== `${values(words)}`);
    expect(wrong).toEqual([]);
  });

  it('speaks English where nothing else was asked for, and Chinese inside readIn, also after a wait', async () => {
    expect(t`Password`).toBe('Password');
    const later = readIn('zh', async () => {
      await Promise.resolve();
      return [t`Password`, tText('Sunday')];
    });
    expect(await later).toEqual(['密码', '星期日']);
    expect(readIn('zh', () => t`${3} sources`)).toBe('3 个来源');
    expect(tSaid('Hidden slides are left out: 2, 4.')).toBe('Hidden slides are left out: 2, 4.');
    expect(readIn('zh', () => tSaid('Hidden slides are left out: 2, 4.'))).toBe('隐藏的幻灯片未收录：2, 4。');
    expect(readIn('zh', () => t`${'nothing known'} and more`)).toBe('nothing known and more');
  });

  it('puts elements where the Chinese sentence has them', () => {
    const page = (view: View): string => renderDocument(view as Parameters<typeof renderDocument>[0]);
    expect(readIn('zh', () => page(tView`Tap ${'A'}, and point the phone at this code.` as never))).toContain(
      '点按',
    );
    const signIn = readIn('zh', () =>
      page(
        signInView({
          businessName: 'Tanjong <Toys>',
          csrfToken: 'x',
          next: '/admin',
          email: '',
          error: undefined,
          hasSignedOut: false,
        }),
      ),
    );
    expect(signIn).toContain('登录以管理 <bdi>Tanjong &lt;Toys></bdi>。');
    expect(signIn).toContain('href="/admin/language/en?next=%2Fadmin"');
  });
});
