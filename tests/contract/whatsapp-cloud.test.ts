// WhatsApp's Cloud API against the contract of all channels, on event shapes from Meta's documentation.
import { startGraphSimulator } from '../support/graph-simulator.ts';
import { addressOf, buildWhatsapp } from '../support/graph-simulator-channel.ts';
import { IGNORED, MALFORMED, RECEIVED, told } from '../support/graph-simulator-events.ts';
import { describeChannel, outbound } from './channel-contract.ts';

describeChannel('whatsapp', async () => {
  const simulator = await startGraphSimulator();
  const whatsapp = buildWhatsapp(simulator);
  const user = simulator.user();
  user.says('hi');
  const send = () => {
    const [payload] = whatsapp.encode(outbound('Hello'));
    return payload ? whatsapp.send(addressOf(user), payload) : Promise.resolve('');
  };
  const refusedWith = (fault: Parameters<typeof simulator.fail>[0]) => () => {
    simulator.fail(fault);
    return send();
  };
  const error = (code: number, of: object = {}) => refusedWith({ kind: 'error', code, ...of });
  const body = told({ type: 'text', text: { body: 'Hello' } });
  const withSignature = (signature: (real: string) => string | undefined) => () => {
    const real = simulator.webhooks.request(body);
    const header = signature(real.headers.get('x-hub-signature-256') ?? '');
    return new Request(real.url, {
      method: 'POST',
      headers: header === undefined ? {} : { 'x-hub-signature-256': header },
      body: JSON.stringify(body),
    });
  };
  return {
    channel: whatsapp,
    received: RECEIVED,
    ignored: IGNORED,
    malformed: MALFORMED,
    formatted: [
      {
        markdown: '**Bold** & [a link](https://example.sg)\n\n- one\n- `two`',
        text: '*Bold* & a link (https://example.sg)\n• one\n• `two`',
      },
    ],
    textOf: (payload) => (payload.kind === 'text' ? payload.text : ''),
    refused: [
      { title: 'the pair rate', send: error(131056), retryable: true, retryAfterMs: 6_000 },
      {
        title: 'too many messages',
        send: error(130429, { retryAfterS: 7 }),
        retryable: true,
        retryAfterMs: 7_000,
      },
      {
        title: 'a proxy that is asked too often',
        send: refusedWith({ kind: 'page', status: 429, retryAfterS: 3 }),
        retryable: true,
        retryAfterMs: 3_000,
      },
      { title: 'the window closed', send: error(131047), retryable: false },
      { title: 'a fault of Meta', send: error(131000), retryable: true },
      { title: 'a proxy’s page', send: refusedWith({ kind: 'page', status: 502 }), retryable: true },
      {
        title: 'a page that says it is well',
        send: refusedWith({ kind: 'page', status: 200 }),
        retryable: true,
      },
      { title: 'a refused parameter', send: error(100), retryable: false },
      { title: 'a token that was revoked', send: error(190), retryable: true },
      { title: 'a connection that broke', send: refusedWith({ kind: 'cut' }), retryable: true },
      { title: 'a customer who can’t be reached', send: error(131026), retryable: false },
    ],
    forged: [
      { title: 'no signature', request: withSignature(() => undefined) },
      { title: 'another secret', request: () => simulator.webhooks.request(body, undefined, '0'.repeat(32)) },
      {
        title: 'the signature of another body',
        request: withSignature((real) => real.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
      },
      {
        title: 'the signature without its scheme',
        request: withSignature((real) => real.replace('sha256=', '')),
      },
      {
        title: 'another scheme',
        request: withSignature((real) => real.replace('sha256', 'sha512')),
      },
      { title: 'SHA-1', request: withSignature((real) => real.replace('sha256', 'sha1')) },
      {
        title: 'a handshake with another token',
        request: () =>
          new Request(
            'http://127.0.0.1:9/channels/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token=x',
          ),
      },
    ],
    close: () => simulator.close(),
  };
});
