// The child's end: commands come in over IPC, answers go out; when the parent is gone, so is the child.

/** What a child can do: each takes what can be sent as JSON, and answers the same. */
export type Commands = Readonly<Record<string, (input: never) => unknown>>;

export interface Call {
  readonly id: number;
  readonly command: string;
  readonly input: unknown;
}

export type Answer = { readonly id: number } & ({ readonly output: unknown } | { readonly error: string });

export function serve(commands: Commands): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (call: Call) => {
    void answer(commands, call).then((told) => process.send?.(told));
  });
}

async function answer(commands: Commands, { id, command, input }: Call): Promise<Answer> {
  try {
    return { id, output: await commands[command]?.(input as never) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Resident memory after everything that can be freed is; needs --expose-gc. */
export function settledMemory(): number {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  return process.memoryUsage.rss();
}
