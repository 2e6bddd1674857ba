import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel } from '../../channels/channel.ts';
import { createOpenAI } from '../../src/llm/openai.ts';
import { createLog } from '../../src/log.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { type OpenAISimulator, startOpenAISimulator } from '../support/openai-simulator.ts';
import { makeVoice } from '../support/openai-simulator-speech.ts';
import { inboundText } from '../support/platform.ts';

// What surface.md promises, with the deadlines that the product has: this is the one test that waits for them.
const PROMISED_MS = 31_000;

describe('a model that never answers', () => {
  let simulator: OpenAISimulator;
  let house: House;
  beforeAll(async () => {
    simulator = await startOpenAISimulator();
    const config = {
      kind: 'openai',
      apiKey: 'sk-test',
      baseUrl: simulator.baseUrl,
      model: 'gpt-test',
      embeddingModel: '',
      transcriptionModel: 'transcribe-test',
    } as const;
    const keeper = {
      name: 'whatsapp',
      openFile: async () => ({ name: 'voice', contentType: 'audio/ogg', bytes: makeVoice('Hello') }),
    } as unknown as Channel;
    house = await openHouse({ ...createOpenAI(config, { log: createLog('silent') }), channels: [keeper] });
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  it(`costs the customer ${PROMISED_MS / 1000} s at the most, and no socket`, async () => {
    simulator.script(
      ...Array.from(
        { length: 9 },
        (_, index) => ({ kind: index % 2 ? 'hang_mid_stream' : 'hang_before_headers' }) as const,
      ),
    );
    const started = Date.now();
    await house.receive(inboundText('What does a puncture repair cost?'));
    await until('the customer is told', () => house.platform.shown.length === 1, PROMISED_MS);
    expect(Date.now() - started).toBeLessThan(PROMISED_MS);
    const { rows } = await house.database.pool.query('select reason from escalations');
    expect(rows).toEqual([{ reason: 'model_failed' }]);
    await until('no socket is left', () => simulator.openSockets() === 0);
  }, 45_000);

  it('and hears nothing costs no more', async () => {
    simulator.script(
      ...Array.from({ length: 3 }, () => ({ on: 'transcriptions', kind: 'hang_before_headers' }) as const),
      ...Array.from({ length: 9 }, () => ({ on: 'chat', kind: 'hang_before_headers' }) as const),
    );
    const before = house.platform.shown.length;
    const started = Date.now();
    await house.receive({
      ...inboundText('What does a puncture repair cost?', { conversation: 'spoken' }),
      attachments: [{ contentType: 'audio/ogg', contentUrl: 'whatsapp:voice', name: 'voice.ogg' }],
    });
    await until('the customer is told', () => house.platform.shown.length > before, PROMISED_MS);
    expect(Date.now() - started).toBeLessThan(PROMISED_MS);
  }, 45_000);
});
