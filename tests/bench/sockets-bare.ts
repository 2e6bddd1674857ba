// The reference of M5: ws alone, which sends back what it is sent.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { serve, settledMemory } from './child.ts';

const commands = {
  async open(sockets: number): Promise<readonly string[]> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, clientTracking: false });
    server.on('connection', (socket) => {
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return Array.from({ length: sockets }, () => `ws://127.0.0.1:${port}/`);
  },
  memory: settledMemory,
};

serve(commands);
