import { describe, expect, it } from 'vitest';
import { html, renderDocument } from '../../knowledge/form/html.ts';
import { readIn } from '../../knowledge/form/speech.ts';
import { summaryView } from '../../knowledge/form/views/summary.ts';

const shown = (language: 'en' | 'zh', ...lines: readonly string[]): string =>
  readIn(language, () => renderDocument(html`<main>${summaryView(lines.join('\n'))}</main>`));

describe('what the staff read first', () => {
  it('is in their language, what was said as it was said', () => {
    const page = shown(
      'zh',
      'Wants: “Can I return it?” · sent 2 files',
      'Tried: “Yes, **unopened**.”',
      'Sources: Returns · Refunds (only a person may answer)',
      'Mood: in a hurry',
      'Language: Tamil (written in Latin letters)',
    );
    for (const part of [
      '<dt>想要</dt><dd><bdi>“Can I return it?”</bdi> · 发来 2 个文件</dd>',
      '<dd><bdi>“Yes, unopened.”</bdi></dd>',
      '<dd><bdi>Returns</bdi> · <bdi>Refunds</bdi>（只能由人工回答）</dd>',
      '<dd>着急</dd>',
      '<dd>淡米尔文（用拉丁字母写的）</dd>',
    ])
      expect(page).toContain(part);
  });

  it('leaves out what says nothing, and tells of a language that nobody here answers in', () => {
    const page = shown('en', 'Wants: not said', 'Tried: nothing yet', 'Sources: none', 'Language: English');
    expect(page).toBe(
      '<!doctype html><main><dl class="summary"><div><dt>Wants</dt><dd>not said</dd></div></dl></main>',
    );
    expect(shown('en', 'Language: English (wrote in Tagalog)')).toContain(
      '<dd>English (wrote in Tagalog)</dd>',
    );
  });

  it('is shown as it is where it has another shape', () => {
    expect(shown('zh', 'Wants: “tea”', 'Owner’s own words')).toContain('Wants: “tea”\nOwner’s own words');
  });
});
