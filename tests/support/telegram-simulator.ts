// Telegram's Bot API on this machine: strict, counting what it saw, failing on demand; and the people who write to the bot.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METHODS } from './telegram-simulator-methods.ts';
import { answer, type Call, Refused, readCall, refuse } from './telegram-simulator-requests.ts';
import { UpdateLine } from './telegram-simulator-updates.ts';
import { createUser, type SimulatedUser } from './telegram-simulator-user.ts';
import { type Person, type SimulatedChat, World } from './telegram-simulator-world.ts';

/** status: refuses. stall: never answers. cut: hangs up before. drop: does it, and hangs up without an answer. */
export type Fault = {
  /** Of calls to this method alone. */
  readonly method?: string;
  /** So many calls; 1 unless told. */
  readonly times?: number;
} & (
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly description?: string;
      readonly parameters?: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'stall' | 'cut' | 'drop' }
);

export interface TelegramSimulator {
  readonly apiRoot: string;
  readonly token: string;
  readonly bot: Person;
  readonly world: World;
  readonly line: UpdateLine;
  /** Every call that came in, in order. */
  readonly calls: readonly Call[];
  callsOf(method: string): readonly Call[];
  user(of?: Partial<Omit<Person, 'id'>>): SimulatedUser;
  /** A supergroup that the bot is a member of. */
  group(title: string): SimulatedChat;
  fail(fault: Fault): void;
  /** No more faults. */
  heal(): void;
  close(): Promise<void>;
}

export async function startTelegramSimulator(
  of: { readonly token?: string; readonly username?: string } = {},
): Promise<TelegramSimulator> {
  const token = of.token ?? '7012345678:AAF-simulated_token_of_thirty5chars';
  const bot: Person = {
    id: Number(token.split(':')[0]),
    is_bot: true,
    first_name: 'Test shop',
    username: of.username ?? 'TestShopBot',
  };
  const world = new World(bot);
  const line = new UpdateLine();
  const calls: Call[] = [];
  const pressed = new Set<string>();
  const faults: { fault: Fault; left: number }[] = [];
  const takeFault = (method: string): Fault | undefined => {
    const found = faults.find(({ fault, left }) => left > 0 && (fault.method ?? method) === method);
    if (found) found.left -= 1;
    return found?.fault;
  };
  let nextGroup = -1_001_000_000_001;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, root, given = '', method = ''] = /^\/(file\/)?bot([^/]+)\/([^?]*)/.exec(request.url ?? '') ?? [];
    if (given !== token) return refuse(response, new Refused(401, 'Unauthorized'));
    if (root) return serveFile(world, method, response);
    const call = await readCall(request, method);
    calls.push(call);
    const fault = takeFault(method);
    if (fault?.kind === 'stall') return;
    if (fault?.kind === 'cut') return void request.socket.destroy();
    if (fault?.kind === 'status') {
      const text = fault.description ?? (fault.status >= 500 ? 'Internal Server Error' : 'Bad Request');
      return refuse(response, new Refused(fault.status, text, fault.parameters));
    }
    const handler = METHODS[method];
    if (!handler) return refuse(response, new Refused(404, 'Not Found: method not found'));
    const closed = new AbortController();
    response.on('close', () => closed.abort());
    const result = await handler(call, { world, line, pressed, closed: closed.signal });
    if (fault?.kind === 'drop') return void request.socket.destroy();
    answer(response, result);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      refuse(
        response,
        error instanceof Refused ? error : new Refused(500, `Internal Server Error: ${error}`),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    bot,
    world,
    line,
    calls,
    callsOf: (method) => calls.filter((call) => call.method === method),
    user: (person = {}) => createUser({ world, line, pressed }, world.addPerson(person)),
    group(title) {
      nextGroup -= 1;
      return world.addChat({ id: nextGroup, type: 'supergroup', title });
    },
    fail: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    heal: () => void faults.splice(0),
    async close() {
      line.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function serveFile(world: World, path: string, response: ServerResponse): void {
  const file = [...world.files.values()].find((stored) => stored.path === path);
  if (!file) throw new Refused(404, 'Not Found');
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': file.bytes.length,
  });
  response.end(file.bytes);
}
