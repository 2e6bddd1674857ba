import { describe, expect, it } from 'vitest';
import { readByModel } from '../../knowledge/import/by-model.ts';
import { createHeldModel } from '../support/models.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\nnot looked into', 'latin1');
const picture = { name: 'menu.png', bytes: PNG, family: 'picture' } as const;
const audio = { name: 'note.mp3', bytes: Buffer.from('ID3 of a note'), family: 'audio' } as const;
const { signal } = new AbortController();

describe('pictures and recordings as knowledge', () => {
  it('a picture is written down by a model that sees, and its owner is told to check it', async () => {
    const model = createHeldModel();
    const read = readByModel({ model, transcriber: undefined }, picture, signal);
    await model.called();
    expect(model.requests[0]?.messages[0]).toMatchObject({
      pictures: [{ contentType: 'image/png', bytes: PNG }],
    });
    model.answer('| Tea | $2 |');
    expect(await read).toMatchObject({
      kind: 'markdown',
      text: '| Tea | $2 |',
      warnings: [expect.stringContaining('check it')],
    });
  });

  it('a recording is written down as it is heard', async () => {
    const transcriber = { model: 'ears', transcribe: async () => ' We close at nine. ' };
    const read = await readByModel({ model: undefined, transcriber }, audio, signal);
    expect(read).toMatchObject({ kind: 'text', text: 'We close at nine.' });
  });

  it('what tells nothing is refused, as is what no model is there for', async () => {
    const model = createHeldModel();
    const silent = readByModel({ model, transcriber: undefined }, picture, signal);
    await model.called();
    model.answer('NOTHING');
    await expect(silent).rejects.toMatchObject({ reason: 'no_text' });
    const none = { model: undefined, transcriber: undefined };
    await expect(readByModel(none, picture, signal)).rejects.toMatchObject({ code: 'seeing_off' });
    await expect(readByModel(none, audio, signal)).rejects.toMatchObject({ code: 'hearing_off' });
    const blind = { model: { ...createHeldModel(), isBlind: true }, transcriber: undefined };
    await expect(readByModel(blind, picture, signal)).rejects.toMatchObject({ code: 'seeing_off' });
    const drawing = { ...picture, bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') };
    await expect(readByModel({ model, transcriber: undefined }, drawing, signal)).rejects.toMatchObject({
      code: 'picture_form',
    });
  });
});
