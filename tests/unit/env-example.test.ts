import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { VARIABLES } from '../../src/variables.ts';

const EXAMPLE = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const SETTING = /^# ([A-Z][A-Z0-9_]+)=/;

describe('.env.example', () => {
  const lines = EXAMPLE.split('\n');
  const named = lines.flatMap((line) => SETTING.exec(line)?.[1] ?? []);

  it('documents each variable that the program reads, once, and no other', () => {
    expect(named.toSorted()).toEqual(VARIABLES.toSorted());
  });

  it('explains each in the line above it', () => {
    const unexplained = lines.filter(
      (line, at) => SETTING.test(line) && !/^# .{15,}$/.test(lines[at - 1] ?? ''),
    );
    expect(unexplained).toEqual([]);
  });

  it('sets nothing', () => {
    expect(parseEnv(EXAMPLE)).toEqual({});
  });

  it('shows the defaults: uncommented as a whole, it changes nothing', () => {
    const uncommented = lines.map((line) => (SETTING.test(line) ? line.slice(2) : line)).join('\n');
    const environment = parseEnv(uncommented);
    expect(Object.keys(environment)).toHaveLength(VARIABLES.length);
    expect(readConfig(environment)).toEqual(readConfig({}));
  });
});
