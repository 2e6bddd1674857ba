// The parent's end: a side of a benchmark in a process of its own, so that neither memory nor the event loop is shared.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Commands } from './child.ts';

export interface Child<Known extends Commands> {
  call<Name extends keyof Known & string>(
    command: Name,
    ...input: Parameters<Known[Name]>
  ): Promise<Awaited<ReturnType<Known[Name]>>>;
  stop(): Promise<void>;
}

/** A command that takes longer has hung. */
const DEADLINE_MS = 180_000;

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** @param file beside this one. */
export function startChild<Known extends Commands>(
  file: string,
  execArgv: readonly string[] = [],
): Child<Known> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, { execArgv: [...execArgv], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  child.on('message', (answer: Answer) => {
    const waiter = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) waiter?.reject(new Error(`${file}: ${answer.error}`));
    else waiter?.resolve(answer.output);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended with ${code}`));
  });
  return {
    call(command, ...[input]) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          child.kill('SIGKILL');
          reject(new Error(`${file}: "${command}" did not end within ${DEADLINE_MS} ms`));
        }, DEADLINE_MS).unref();
        waiting.set(id, {
          resolve: (output) => {
            clearTimeout(late);
            resolve(output as never);
          },
          reject,
        });
        child.send({ id, command, input });
      });
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
