// The load on the acknowledging servers, in a process of its own: customers who write, each in a conversation.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { serve } from './child.ts';
import { formatRequest, HttpConnection } from './http-connection.ts';
import { sign } from './signature.ts';
import { percentile } from './statistics.ts';

export interface Customer {
  readonly path: string;
  readonly token: string;
}

export interface Load {
  readonly url: string;
  readonly customers: readonly Customer[];
  readonly connections: number;
  readonly durationMs: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly refused: number;
}

// What Web Chat posts for one line of text.
function writeActivity(number: number): string {
  return JSON.stringify({
    type: 'message',
    from: { id: 'dl_visitor', name: 'Mei Ling', role: 'user' },
    locale: 'en-SG',
    text: `Hello, do you deliver to Bukit Timah on Saturdays, and what does it cost? (${number})`,
    textFormat: 'plain',
    timestamp: new Date().toISOString(),
    localTimezone: 'Asia/Singapore',
    channelData: { clientActivityID: randomUUID(), clientTimestamp: new Date().toISOString() },
  });
}

let written = 0;

/** The same bytes for both sides: each checks the one of the two proofs that it knows. */
function writeRequest(url: URL, customers: readonly Customer[]): string {
  written += 1;
  const customer = customers[written % customers.length];
  if (!customer) throw new Error('no customers');
  const body = writeActivity(written);
  const headers = { authorization: `Bearer ${customer.token}`, 'x-hub-signature-256': sign(body) };
  return formatRequest(url, customer.path, { headers, body });
}

interface Tally {
  readonly tookMs: number[];
  refused: number;
}

interface Asking {
  readonly url: URL;
  readonly customers: readonly Customer[];
  readonly tally: Tally;
}

async function ask(connection: HttpConnection, { url, customers, tally }: Asking, dueAt = performance.now()) {
  const { status } = await connection.send(writeRequest(url, customers));
  tally.tookMs.push(performance.now() - dueAt);
  if (status < 200 || status > 299) tally.refused += 1;
}

function summarise(tally: Tally, elapsedMs: number): LoadResult {
  return {
    perSecond: tally.tookMs.length / (elapsedMs / 1000),
    p50Ms: percentile(tally.tookMs, 0.5),
    p99Ms: percentile(tally.tookMs, 0.99),
    refused: tally.refused,
  };
}

function openConnections(url: URL, count: number): HttpConnection[] {
  return Array.from({ length: count }, () => new HttpConnection(url));
}

const commands = {
  /** Makes conversations: a token and a first message each. */
  async enter({ url, count }: { url: string; count: number }): Promise<readonly Customer[]> {
    const at = new URL(url);
    const customers: Customer[] = [];
    const enterOne = async (connection: HttpConnection): Promise<void> => {
      const headers = { origin: at.origin };
      const path = '/v3/directline/tokens/generate';
      const { body } = await connection.send(formatRequest(at, path, { headers, body: '{}' }));
      const { token, conversationId } = JSON.parse(body) as { token: string; conversationId: string };
      const customer = { token, path: `/v3/directline/conversations/${conversationId}/activities` };
      const { status } = await connection.send(writeRequest(at, [customer]));
      if (status !== 200) throw new Error(`a first message was answered with ${status}`);
      customers.push(customer);
    };
    const connections = openConnections(at, 16);
    await Promise.all(
      connections.map(async (connection, index) => {
        for (let made = index; made < count; made += connections.length) await enterOne(connection);
        connection.close();
      }),
    );
    return customers;
  },

  /** Each connection writes as soon as it was answered. */
  async closedLoop({ url, customers, connections, durationMs }: Load): Promise<LoadResult> {
    const tally: Tally = { tookMs: [], refused: 0 };
    const load = { url: new URL(url), customers, tally };
    const begun = performance.now();
    await Promise.all(
      openConnections(load.url, connections).map(async (connection) => {
        while (performance.now() - begun < durationMs) await ask(connection, load);
        connection.close();
      }),
    );
    return summarise(tally, performance.now() - begun);
  },

  /** Writes at a steady rate whether answered or not; the time counts from when a message was due. */
  async openLoop({ url, customers, connections, durationMs, perSecond }: Load & { perSecond: number }) {
    const tally: Tally = { tookMs: [], refused: 0 };
    const load = { url: new URL(url), customers, tally };
    const idle = openConnections(load.url, connections);
    const all = [...idle];
    const due: number[] = [];
    let asking = 0;
    const answerOne = async (connection: HttpConnection, dueAt: number): Promise<void> => {
      asking += 1;
      await ask(connection, load, dueAt);
      asking -= 1;
      idle.push(connection);
      start();
    };
    const begun = performance.now();
    const start = (): void => {
      for (let connection = idle.pop(); connection; connection = idle.pop()) {
        const dueAt = due.shift();
        if (dueAt === undefined) return void idle.push(connection);
        void answerOne(connection, dueAt);
      }
    };
    const total = Math.round((durationMs / 1000) * perSecond);
    for (let offered = 0; offered < total; ) {
      while (offered < total && performance.now() - begun >= (offered * 1000) / perSecond) {
        due.push(begun + (offered * 1000) / perSecond);
        offered += 1;
      }
      start();
      await wait(1);
    }
    while (due.length > 0 || asking > 0) await wait(5);
    for (const connection of all) connection.close();
    return summarise(tally, performance.now() - begun);
  },
};

export type HttpLoad = typeof commands;

serve(commands);
