// A model that never answers: what the customer is told, and when.
import { describe, expect, it, type TestContext } from 'vitest';
import type { Channel } from '../../channels/channel.ts';
import { createOpenAI } from '../../src/llm/openai.ts';
import { createLog } from '../../src/log.ts';
import type { Inbound } from '../../src/model/activity.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { startOpenAISimulator } from '../support/openai-simulator.ts';
import { makeVoice } from '../support/openai-simulator-speech.ts';
import { inboundText } from '../support/platform.ts';

// What surface.md promises, with the deadlines that the product has: this is the one test that waits for them.
const PROMISED_MS = 31_000;

// Side by side: both do nothing but wait.
describe.concurrent('a model that never answers', () => {
  const open = async ({ onTestFinished }: TestContext) => {
    const simulator = await startOpenAISimulator();
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
    const house = await openHouse({
      ...createOpenAI(config, { log: createLog('silent') }),
      channels: [keeper],
    });
    onTestFinished(async () => {
      await house.close();
      await simulator.stop();
    });
    return { simulator, house };
  };
  /** From when the customer writes until they are told something. */
  const tellsInTime = async (house: House, message: Inbound): Promise<void> => {
    const started = Date.now();
    await house.receive(message);
    await until('the customer is told', () => house.platform.shown.length === 1, PROMISED_MS);
    expect(Date.now() - started).toBeLessThan(PROMISED_MS);
  };

  it(`costs the customer ${PROMISED_MS / 1000} s at the most, and no socket`, async (context) => {
    const { simulator, house } = await open(context);
    simulator.script(
      ...Array.from(
        { length: 9 },
        (_, index) => ({ kind: index % 2 ? 'hang_mid_stream' : 'hang_before_headers' }) as const,
      ),
    );
    await tellsInTime(house, inboundText('What does a puncture repair cost?'));
    const { rows } = await house.database.pool.query('select reason from escalations');
    expect(rows).toEqual([{ reason: 'model_failed' }]);
    await until('no socket is left', () => simulator.openSockets() === 0);
  });

  it('and hears nothing costs no more', async (context) => {
    const { simulator, house } = await open(context);
    simulator.script(
      ...Array.from({ length: 3 }, () => ({ on: 'transcriptions', kind: 'hang_before_headers' }) as const),
      ...Array.from({ length: 9 }, () => ({ on: 'chat', kind: 'hang_before_headers' }) as const),
    );
    await tellsInTime(house, {
      ...inboundText('What does a puncture repair cost?'),
      attachments: [{ contentType: 'audio/ogg', contentUrl: 'whatsapp:voice', name: 'voice.ogg' }],
    });
  });
});
