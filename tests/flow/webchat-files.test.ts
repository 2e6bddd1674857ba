// What a visitor of the web chat uploads, through the whole program with a model that hears and sees.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makePdf, makeWord } from '../support/documents.ts';
import { until } from '../support/house.ts';
import { type OpenAISimulator, startOpenAISimulator } from '../support/openai-simulator.ts';
import { picturesOf, textOf } from '../support/openai-simulator-requests.ts';
import { makeVoice } from '../support/openai-simulator-speech.ts';
import { type ServerProcess, startServer } from '../support/server.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

describe('a visitor of the web chat', () => {
  let simulator: OpenAISimulator;
  let server: ServerProcess;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-webchat-files-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    simulator = await startOpenAISimulator();
    server = await startServer({
      DATA_DIR: dataDir,
      BURST_QUIET_MS: '50',
      LOG_LEVEL: 'fatal',
      OPENAI_BASE_URL: simulator.baseUrl,
      OPENAI_TRANSCRIPTION_MODEL: 'transcribe-test',
    });
    // What the model is shown, said back.
    simulator.respond((request) => {
      const words = request.messages.map(textOf).join('\n');
      const [, total = 'none'] = /Total (\$[\d.]+)/.exec(words) ?? [];
      const asked = textOf(request.messages.at(-1) as never);
      return { text: `Asked: ${asked} Pictures: ${picturesOf(request).length}. Total: ${total}.` };
    });
  });
  afterAll(async () => {
    await server?.kill();
    await simulator?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const upload = async (name: string, bytes: Buffer, text = ''): Promise<string> => {
    const init = { method: 'POST', headers: { origin: server.url } };
    const response = await fetch(`${server.url}/v3/directline/tokens/generate`, init);
    const { token, conversationId } = (await response.json()) as { token: string; conversationId: string };
    const headers = { authorization: `Bearer ${token}` };
    const root = `${server.url}/v3/directline/conversations/${conversationId}`;
    const body = new FormData();
    const activity = JSON.stringify({ type: 'message', text, from: { id: 'me' } });
    if (text) body.append('activity', new Blob([activity], { type: 'application/vnd.microsoft.activity' }));
    body.append('file', new Blob([new Uint8Array(bytes)]), name);
    expect((await fetch(`${root}/upload`, { method: 'POST', headers, body })).status).toBe(200);
    let said: readonly string[] = [];
    await until('the visitor is answered', async () => {
      const { activities } = await (await fetch(`${root}/activities`, { headers })).json();
      said = activities
        .filter((one: { from: { role: string } }) => one.from.role === 'bot')
        .map(({ text }: never) => text);
      return said.length > 0;
    });
    return said.join('\n');
  };

  it.each([
    [
      'a voice message',
      'voice.ogg',
      makeVoice('Do you deliver to Bedok?'),
      '',
      'Asked: Do you deliver to Bedok?',
    ],
    ['a picture with its caption', 'cup.png', PNG, 'Is it broken?', 'Asked: Is it broken? Pictures: 1.'],
    ['a PDF', 'invoice.pdf', makePdf(['Total $48.80']), 'How much?', 'Total: $48.80.'],
    ['a Word document', 'order.docx', makeWord(['Total $12.50']), 'How much?', 'Total: $12.50.'],
    ['a text', 'notes.txt', Buffer.from('Total $7.00'), 'How much?', 'Total: $7.00.'],
  ])('who uploads %s is answered about it', async (_what, name, bytes, text, answer) => {
    expect(await upload(name, bytes, text)).toContain(answer);
  });
});
