import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReplyRequest } from '../../src/llm/llm.ts';
import { IMPATIENT, openSimulatedModel } from '../support/models.ts';
import { type OpenAISimulator, startOpenAISimulator } from '../support/openai-simulator.ts';
import { makeVoice } from '../support/openai-simulator-speech.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const OGG = { contentType: 'audio/ogg', bytes: makeVoice('Good morning') };
const signal = () => AbortSignal.timeout(20_000);

describe('the model service', () => {
  let simulator: OpenAISimulator;
  beforeEach(async () => {
    simulator = await startOpenAISimulator();
  });
  afterEach(() => simulator.stop());

  const transcribe = (recording = OGG, given = signal(), deadlines?: typeof IMPATIENT) => {
    const { transcriber } = openSimulatedModel(simulator, deadlines);
    if (!transcriber) throw new Error('there is no transcriber');
    return transcriber.transcribe(recording, given);
  };
  const request = (bytes = PNG): ReplyRequest => ({
    messages: [{ role: 'user', content: 'What is it?', pictures: [{ contentType: 'image/png', bytes }] }],
    tools: [],
    maxTokens: 100,
  });

  it('hears a recording, under a name that tells what it is', async () => {
    expect(await transcribe()).toBe('Good morning');
    expect(simulator.journal.at(-1)?.body).toMatchObject({ model: 'transcribe-test', name: 'recording.ogg' });
  });

  it('is not asked for what it can’t hear', async () => {
    const recording = { contentType: 'audio/amr', bytes: Buffer.from('#!AMR\n') };
    await expect(transcribe(recording)).rejects.toMatchObject({ name: 'ModelError', retryable: false });
    expect(simulator.journal).toEqual([]);
  });

  it('is asked again to hear when it fails, and no longer than its deadline', async () => {
    simulator.script({ on: 'transcriptions', kind: 'status', status: 503 });
    expect(await transcribe()).toBe('Good morning');
    simulator.script({ on: 'transcriptions', kind: 'hang_before_headers' });
    await expect(transcribe(OGG, signal(), IMPATIENT)).rejects.toMatchObject({ code: 'model_timeout' });
    simulator.script({ on: 'transcriptions', kind: 'json', body: { words: [] } });
    expect(await transcribe()).toBe('Good morning');
  });

  it('is let go of when the hearing is called off', async () => {
    simulator.script({ on: 'transcriptions', kind: 'hang_before_headers' });
    await expect(transcribe(OGG, AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect.poll(() => simulator.openSockets()).toBe(0);
  });

  it('that can’t see says so once, and is remembered for it', async () => {
    simulator.goBlind();
    const { model } = openSimulatedModel(simulator);
    expect(model.isBlind).toBe(false);
    await expect(model.reply(request(), { signal: signal() })).rejects.toMatchObject({
      code: 'model_blind',
      retryable: false,
    });
    expect(model.isBlind).toBe(true);
    expect(simulator.journal).toHaveLength(1);
  });

  it('that can’t read one picture is shown the next', async () => {
    const { model } = openSimulatedModel(simulator);
    const broken = model.reply(request(Buffer.from('no picture')), { signal: signal() });
    await expect(broken).rejects.toMatchObject({ code: 'model_blind' });
    expect(model.isBlind).toBe(false);
    expect((await model.reply(request(), { signal: signal() })).text).not.toBe('');
  });

  it.each([
    ['is not a multimodal model', 'text-only is not a multimodal model', true],
    [
      'has no picture among its parts',
      'Failed to deserialize: unknown variant `image_url`, expected `text`',
      true,
    ],
    ['takes texts only', 'messages[0].content must be a string', true],
    ['is told to have no eyes', 'image input is not supported - hint: you may need the mmproj', true],
    ['has no endpoint with eyes', 'No endpoints found that support image input', true],
    ['shows pictures to others only', 'image_url is only supported by certain models.', true],
    ['finds the picture too large', 'image is too large', false],
    ['finds the picture too heavy', 'image exceeds 5 MB maximum: 8388608 bytes > 5242880 bytes', false],
    ['finds the picture too wide', 'At least one of the image dimensions exceed max allowed size', false],
    ['can’t load the picture', 'Failed to load image or audio file', false],
    ['doesn’t know the format', 'Unsupported MIME type: image/webp', false],
    [
      'finds the picture indecent',
      'Your input image may contain content that is not allowed by our safety system.',
      false,
    ],
  ])('that says that it %s is understood', async (_what, message, isBlind) => {
    simulator.script({
      kind: 'status',
      status: 400,
      body: { error: { message, type: 'invalid_request_error' } },
    });
    const { model } = openSimulatedModel(simulator);
    await expect(model.reply(request(), { signal: signal() })).rejects.toMatchObject({ code: 'model_blind' });
    expect(model.isBlind).toBe(isBlind);
  });

  it.each([
    ['refuses for another reason', 400, 'max_tokens is too large', 'model_bad_request'],
    ['is away for a moment', 503, 'Bad gateway: <img src="/image.png">', 'model_unavailable'],
  ])('that %s is not taken for blind', async (_what, status, message, code) => {
    for (let tries = 0; tries < 3; tries += 1)
      simulator.script({ kind: 'status', status, body: { error: { message, type: 'x' } } });
    const { model } = openSimulatedModel(simulator);
    await expect(model.reply(request(), { signal: signal() })).rejects.toMatchObject({ code });
    expect(model.isBlind).toBe(false);
  });
});
