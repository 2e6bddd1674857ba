import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { environmentOf, openSides, type Sides } from '../support/desk.ts';
import { until } from '../support/house.ts';
import { type OpenAISimulator, startOpenAISimulator } from '../support/openai-simulator.ts';
import { makeVoice } from '../support/openai-simulator-speech.ts';
import { type S3Simulator, startS3Simulator } from '../support/s3-simulator.ts';
import { findPort, type ServerProcess, startServer } from '../support/server.ts';

/** What surface.md promises after a restart. */
const MADE_GOOD_WITHIN_MS = 14_000;

describe('kill -9 while a voice message is being heard', () => {
  let sides: Sides;
  let simulator: OpenAISimulator;
  let s3: S3Simulator;
  let dataDir: string;
  let server: ServerProcess;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-reading-crash-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    [sides, simulator, s3] = await Promise.all([openSides(), startOpenAISimulator(), startS3Simulator()]);
  });
  afterAll(async () => {
    await server?.kill();
    await sides.close();
    await simulator.stop();
    await s3.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is heard anew and answered once, from the copy in the bucket', async () => {
    const environment = {
      ...environmentOf(sides),
      DATA_DIR: dataDir,
      PORT: String(await findPort()),
      BURST_QUIET_MS: '50',
      LOG_LEVEL: 'fatal',
      OPENAI_BASE_URL: simulator.baseUrl,
      OPENAI_TRANSCRIPTION_MODEL: 'transcribe-test',
      S3_ENDPOINT: s3.settings.endpoint,
      S3_BUCKET: s3.settings.bucket,
      S3_REGION: s3.settings.region,
      S3_ACCESS_KEY_ID: s3.settings.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.settings.secretAccessKey,
    };
    const heard = (): number =>
      simulator.journal.filter(({ path }) => path.endsWith('/audio/transcriptions')).length;
    server = await startServer(environment);
    simulator.respond(() => ({ text: 'Every day but Monday.' }));
    simulator.script({ on: 'transcriptions', kind: 'delay', ms: 60_000 });
    const bytes = makeVoice('When do you deliver?');
    const voice = {
      file_id: sides.telegram.world.store({ name: 'voice.oga', contentType: 'audio/ogg', bytes }),
      file_unique_id: 'unique',
      duration: 3,
    };
    sides.customer.sends({ voice });
    await until('it is being heard', () => heard() === 1, 20_000);
    await server.kill();
    // Telegram's own link has run out meanwhile.
    sides.telegram.fail({ kind: 'status', method: 'getFile', status: 400, times: 9 });
    server = await startServer(environment);
    await until('it is answered', () => sides.shown().length > 0, MADE_GOOD_WITHIN_MS);
    expect(sides.shown()).toEqual([expect.stringContaining('Every day but Monday.')]);
    expect(heard()).toBe(2);
    expect([...s3.objects.values()]).toEqual([bytes]);
  }, 120_000);
});
