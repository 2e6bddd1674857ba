import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createLog, type Log, mask } from '../../src/log.ts';
import { StoreError } from '../../src/model/errors.ts';

/** What `write` left in the log: the line as text, and as the fields that a reader of logs gets. */
function logged(write: (log: Log) => void): { line: string; fields: Record<string, unknown> } {
  const lines: string[] = [];
  write(createLog('info', { write: (line) => void lines.push(line) }));
  expect(lines).toHaveLength(1);
  const line = lines.join('');
  return { line, fields: JSON.parse(line) as Record<string, unknown> };
}

describe('a log line', () => {
  it.each([
    ['call +65 9123 4567 now', 'call [phone] now'],
    ['call +6591234567.', 'call [phone].'],
    ['call 91234567', 'call [phone]'],
    ['Call 91234567.', 'Call [phone].'],
    ['call 6123 4567 or 8123-4567', 'call [phone] or [phone]'],
    ['from 6591234567', 'from [phone]'],
    ['from 65 9123 4567', 'from [phone]'],
    ['to +1 (415) 555-0100', 'to [phone]'],
    ['chat 6591234567@c.us', 'chat [email]'],
    ['write to mei.ling+shop@mail.example.sg!', 'write to [email]!'],
    ['NRIC S1234567D, fin g7654321k', 'NRIC [nric], fin [nric]'],
    ['key sk-proj-abcdefghijklmnop', 'key [token]'],
    ['slack xoxb-1234-abcdefghij', 'slack [token]'],
    ['telegram /bot123456789:AAabcdefghijklmnopqrstuvwxyz01234/getMe', 'telegram /bot[token]/getMe'],
    ['authorization: Bearer abc.def-ghi', 'authorization: Bearer [token]'],
    ['GET /stream?t=abcdef&watermark=3', 'GET /stream?t=[token]&watermark=3'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', '[token]'],
  ])('masks %j', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    ['an id', 'conversation 91234567-81ab-4c3d-9e4f-912345678912'],
    ['an id without a letter in its first part', '00000000-0000-4000-8000-912345678901'],
    ['an instant', '2026-11-21T03:18:13.235Z'],
    ['a Unix time', '1795231214 and 1795231214041'],
    ['a Slack time', '1795231214.000100'],
    ['a fraction', '0.91234567 of 1'],
    ['a duration, a port, a price', 'took 12345 ms on port 3000, S$1,299.00'],
    ['a postal code', 'Singapore 520123'],
    ['an address', 'listening on 127.0.0.1:5432'],
    ['a version', 'PostgreSQL 15.20 (Debian 15.20-0+deb12u1)'],
  ])('keeps %s', (_what, text) => {
    expect(mask(text)).toBe(text);
  });

  it('never shows what people wrote, nor who they are, however deep it lies', () => {
    const { line, fields } = logged((log) =>
      log.info(
        {
          conversationId: '0b0e4a52-7a4e-4d53-8f5e-1c1c8f1f7a10',
          message: { text: 'Where is my parcel?', from: { name: 'Tan Mei Ling', phone: 91234567 } },
          body: { anything: 'Where is my parcel?' },
          Authorization: 'tok',
          parts: [{ text: 'Where is my parcel?' }, 'mei@example.sg'],
        },
        'message stored',
      ),
    );
    expect(line).not.toMatch(/parcel|Mei|91234567|tok"|example\.sg/);
    expect(fields).toMatchObject({
      msg: 'message stored',
      level: 'info',
      conversationId: '0b0e4a52-7a4e-4d53-8f5e-1c1c8f1f7a10',
    });
    expect(new Date(String(fields.time)).toISOString()).toBe(fields.time);
  });

  it('masks its words and what is put into them', () => {
    expect(logged((log) => log.info('called 91234567')).fields.msg).toBe('called [phone]');
    expect(logged((log) => log.info('called %s', '+65 9123 4567')).fields.msg).toBe('called [phone]');
  });

  it('tells of a database error what failed, never the row', () => {
    const error = Object.assign(new pg.DatabaseError('duplicate key value', 100, 'error'), {
      code: '23505',
      detail: 'Key (external_id)=(secret row) already exists.',
      where: 'secret row',
      parameters: ['secret row'],
    });
    const wrapped = new StoreError('database_refused', 'The database refused.', { cause: error });
    for (const write of [
      (log: Log) => log.error({ err: error }, 'not stored'),
      (log: Log) => log.error(error),
      (log: Log) => log.error({ err: wrapped }, 'not stored'),
      (log: Log) => log.error({ failures: [wrapped] }, 'not stored'),
    ]) {
      const { line } = logged(write);
      expect(line).not.toContain('secret row');
      expect(line).toContain('duplicate key value');
    }
    expect(logged((log) => log.error({ err: error })).fields.err).toMatchObject({ code: '23505' });
  });

  it('survives what refers to itself', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(logged((log) => log.info({ circle }, 'x')).line).toContain('[deep]');
  });

  it('is written from its level on', () => {
    const lines: string[] = [];
    const log = createLog('warn', { write: (line) => void lines.push(line) });
    log.info('quiet');
    log.warn('loud');
    expect(lines.join('')).toContain('loud');
    expect(lines).toHaveLength(1);
  });
});
