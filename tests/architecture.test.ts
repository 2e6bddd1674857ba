// Holds the house's plan: who may know whom, how long a file may be, where SQL and the environment live.
import { describe, expect, it } from 'vitest';
import {
  cycleFaults,
  environmentFaults,
  exportFaults,
  floorFaults,
  libraryFaults,
  purposeFaults,
  sizeFaults,
  sqlFaults,
  widgetFaults,
} from './support/architecture-rules.ts';
import { type Module, parseModule, readSourceFiles } from './support/modules.ts';

const CODE = ['src/**/*.ts', 'channels/**/*.ts', 'knowledge/**/*.ts'];
const OTHER = ['src/**/*.sql', 'channels/**/*.css', 'knowledge/**/*.css'];
const TESTS = ['tests/**/*.ts'];

const module = (path: string, text: string): Module => parseModule({ path, text });

describe('our code', () => {
  const modules = readSourceFiles(...CODE).map(parseModule);

  it('is found', () => {
    expect(modules.map(({ path }) => path)).toContain('src/model/ids.ts');
  });

  it('knows only lower floors and its own room', () => {
    expect(floorFaults(modules)).toEqual([]);
  });

  it('imports in no circle', () => {
    expect(cycleFaults(modules)).toEqual([]);
  });

  it('reads the environment in config.ts alone', () => {
    expect(environmentFaults(modules)).toEqual([]);
  });

  it('has neither default exports nor barrels', () => {
    expect(exportFaults(modules)).toEqual([]);
  });

  it('knows each platform library in one place', () => {
    expect(libraryFaults(modules)).toEqual([]);
  });

  it('holds SQL in the store and in the knowledge files made for it', () => {
    expect(sqlFaults(modules)).toEqual([]);
  });

  it('takes nothing of the server into the widget', () => {
    expect(widgetFaults(modules)).toEqual([]);
  });

  it('stays under 300 lines a file', () => {
    expect(sizeFaults(readSourceFiles(...CODE, ...OTHER, ...TESTS))).toEqual([]);
  });

  it('tells the purpose of each file in its first line', () => {
    const files = readSourceFiles(...CODE, ...OTHER, ...TESTS);
    // A test's titles tell its purpose.
    expect(purposeFaults(files.filter(({ path }) => !path.endsWith('.test.ts')))).toEqual([]);
  });
});

describe('the rule of floors', () => {
  const faultsOf = (path: string, text: string): number => floorFaults([module(path, text)]).length;

  it.each([
    ['an upper floor', 'src/store/a.ts', `import { b } from '../agent/b.ts';`],
    ['an upper floor by its types alone', 'src/store/a.ts', `import type { B } from '../agent/b.ts';`],
    ['an upper floor while running', 'src/agent/a.ts', `await import('../pipeline/b.ts');`],
    ['an upper floor in a type', 'src/agent/a.ts', `export type B = import('../pipeline/b.ts').B;`],
    ['an upper floor by re-export', 'src/agent/a.ts', `export { b } from '../pipeline/b.ts';`],
    ['its sibling', 'src/agent/a.ts', `import { b } from '../desk/b.ts';`],
    ['another channel', 'channels/slack/a.ts', `import { b } from '../telegram/b.ts';`],
    ['the knowledge from a channel', 'channels/slack/a.ts', `import { b } from '../../knowledge/b.ts';`],
    ['the form from the engine', 'knowledge/search.ts', `import { b } from './form/b.ts';`],
    ['the web server from the form', 'knowledge/form/a.ts', `import { b } from '../../src/http/b.ts';`],
    ['the log from the model', 'src/model/a.ts', `import { b } from '../log.ts';`],
    ['the config', 'src/http/a.ts', `import { readConfig } from '../config.ts';`],
    ['the types of config below floor 4', 'src/agent/a.ts', `import type { Config } from '../config.ts';`],
    ['the widget', 'channels/webchat/a.ts', `import { b } from './widget/b.ts';`],
    ['what stands on no floor', 'src/agent/a.ts', `import { b } from '../utils/b.ts';`],
  ])('refuses %s', (_what, path, text) => {
    expect(faultsOf(path, text)).toBe(1);
  });

  it('refuses a file without a place', () => {
    expect(faultsOf('src/utils/a.ts', `export const a = 1;`)).toBe(1);
  });

  it.each([
    ['a lower floor', 'src/agent/a.ts', `import { b } from '../store/b.ts';`],
    ['its own room', 'channels/slack/a.ts', `import { b } from './b.ts';`],
    ['the channel contract', 'channels/slack/a.ts', `import type { Channel } from '../channel.ts';`],
    ['the types of config from floor 4 up', 'src/http/a.ts', `import type { Config } from '../config.ts';`],
    ['the config in main', 'src/main.ts', `import { readConfig } from './config.ts';`],
    ['the model in config', 'src/config.ts', `import { LANGUAGES } from './model/language.ts';`],
    ['a package', 'src/http/a.ts', `import Koa from 'koa';`],
  ])('allows %s', (_what, path, text) => {
    expect(faultsOf(path, text)).toBe(0);
  });
});

describe('the rule of circles', () => {
  it('names a circle of three once, types included', () => {
    const circle = [
      module('src/model/b.ts', `import type { C } from './c.ts';`),
      module('src/model/a.ts', `import { b } from './b.ts';`),
      module('src/model/c.ts', `export const a = await import('./a.ts');`),
    ];
    expect(cycleFaults(circle)).toEqual([
      'src/model/a.ts → src/model/b.ts → src/model/c.ts → src/model/a.ts',
    ]);
  });

  it('allows two ways to one file', () => {
    const diamond = [
      module('src/model/a.ts', `import { b } from './b.ts'; import { c } from './c.ts';`),
      module('src/model/b.ts', `import { d } from './d.ts';`),
      module('src/model/c.ts', `import { d } from './d.ts';`),
      module('src/model/d.ts', `export const d = 1;`),
    ];
    expect(cycleFaults(diamond)).toEqual([]);
  });
});

describe('the rule of the environment', () => {
  it.each([
    ['src/http/a.ts', `export const port = process.env.PORT;`],
    ['src/http/a.ts', `export const port = process['env']['PORT'];`],
    ['src/http/a.ts', `const { env } = process; export { env };`],
    ['channels/slack/a.ts', `import { env } from 'node:process'; export { env };`],
    ['src/http/a.ts', `readConfig(process.env);`],
    ['src/main.ts', `export const port = process.env.PORT;`],
  ])('refuses it in %s: %s', (path, text) => {
    expect(environmentFaults([module(path, text)])).toHaveLength(1);
  });

  it('allows main.ts to hand it to readConfig, and everybody the rest of process', () => {
    expect(environmentFaults([module('src/main.ts', `const config = readConfig(process.env);`)])).toEqual([]);
    expect(environmentFaults([module('src/store/a.ts', `export const pid = process.pid;`)])).toEqual([]);
  });
});

describe('the rule of exports', () => {
  it('refuses a default export and a file that only re-exports', () => {
    expect(exportFaults([module('src/model/a.ts', `export default function a() {}`)])).toHaveLength(1);
    expect(exportFaults([module('src/model/a.ts', `export * from './b.ts';`)])).toHaveLength(1);
    expect(exportFaults([module('src/model/a.ts', `export { b } from './b.ts';`)])).toHaveLength(1);
  });

  it('allows a re-export beside own work', () => {
    const text = `export type { B } from './b.ts'; export const a = 1;`;
    expect(exportFaults([module('src/model/a.ts', text)])).toEqual([]);
  });
});

describe('the rule of libraries', () => {
  it.each([
    ['src/agent/a.ts', `import OpenAI from 'openai';`],
    ['src/llm/a.ts', `import { x } from 'openai/core';`],
    ['src/http/a.ts', `import { CloudAdapter } from 'botbuilder';`],
    ['src/http/a.ts', `import { type Activity } from 'botbuilder';`],
    ['src/pipeline/a.ts', `await import('@slack/bolt');`],
    ['knowledge/passages.ts', `import pg from 'pg';`],
  ])('refuses in %s: %s', (path, text) => {
    expect(libraryFaults([module(path, text)])).toHaveLength(1);
  });

  it.each([
    ['src/llm/openai.ts', `import OpenAI from 'openai';`],
    ['src/llm/openai-stream.ts', `import OpenAI from 'openai';`],
    ['src/model/a.ts', `import type { Activity } from 'botbuilder';`],
    ['channels/botframework/a.ts', `import { CloudAdapter } from 'botbuilder';`],
    ['src/http/a.ts', `import { toSql } from 'pgvector';`],
  ])('allows in %s: %s', (path, text) => {
    expect(libraryFaults([module(path, text)])).toEqual([]);
  });
});

describe('the rule of SQL', () => {
  it.each([
    ['src/http/a.ts', 'await pool.query(statement);'],
    ['src/pipeline/a.ts', 'await client.query<{ id: string }>(`select 1`);'],
    ['knowledge/search.ts', 'export const find = `\n  select id\n  from passages where tenant_id = $1`;'],
    ['src/agent/a.ts', `export const clear = 'delete from messages';`],
  ])('refuses it in %s: %j', (path, text) => {
    expect(sqlFaults([module(path, text)])).toHaveLength(1);
  });

  it('allows it in the store and in knowledge/passages.ts, and plain words everywhere', () => {
    const query = 'await pool.query(`select id from passages`);';
    expect(sqlFaults([module('src/store/a.ts', query), module('knowledge/passages.ts', query)])).toEqual([]);
    const words = `export const hint = 'Select a document from the list'; const { query } = context;`;
    expect(sqlFaults([module('knowledge/form/a.ts', words)])).toEqual([]);
  });
});

describe('the rule of the widget', () => {
  it('refuses code of the server and of Node', () => {
    const text = `import { a } from '../tokens.ts'; import { b } from '../../../src/model/b.ts'; import fs from 'node:fs';`;
    expect(widgetFaults([module('channels/webchat/widget/a.ts', text)])).toHaveLength(3);
  });

  it('allows itself, packages and types of the model', () => {
    const text = `import { a } from './a.ts'; import { h } from 'preact'; import type { C } from '../../../src/model/c.ts';`;
    expect(widgetFaults([module('channels/webchat/widget/b.ts', text)])).toEqual([]);
  });
});

describe('the rules of files', () => {
  it('refuse a file of 301 lines and allow one of 300', () => {
    const lines = (count: number): string => `${'x\n'.repeat(count)}`;
    expect(sizeFaults([{ path: 'src/a.ts', text: lines(301) }])).toHaveLength(1);
    expect(sizeFaults([{ path: 'src/a.ts', text: lines(300) }])).toEqual([]);
  });

  it('refuse a file that starts without a word about its purpose', () => {
    const starts = [`import fs from 'node:fs';`, '// todo', '', '//\n// Later.', '/*!*/'];
    expect(purposeFaults(starts.map((text) => ({ path: 'src/a.ts', text })))).toHaveLength(starts.length);
    const good = [
      '// Numbered SQL files, forward only.',
      '-- Who writes, who answers.',
      '/** One lock per folder. */',
    ];
    expect(purposeFaults(good.map((text) => ({ path: 'src/a.ts', text })))).toEqual([]);
  });
});
