// Reads a few files at a time, while those that are read wait to be published together.

/** Two cores: more at once would only be slower, and need more memory. */
const READ_AT_ONCE = 2;
/** As large a group as is published at once, and those that are read meanwhile. */
export const MOST_UNDER_WAY = 24;

/** @param take calls `onRead` once its file is read. @throws what the first failure threw, when all others have ended. */
export async function readAhead<T>(
  files: Iterable<T> | AsyncIterable<T>,
  take: (file: T, onRead: () => void) => Promise<void>,
): Promise<void> {
  const reading = new Set<Promise<void>>();
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const begin = (file: T): void => {
    const { promise: isRead, resolve: onRead } = Promise.withResolvers<void>();
    const task = take(file, onRead)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        onRead();
        running.delete(task);
      });
    running.add(task);
    reading.add(isRead);
    void isRead.then(() => reading.delete(isRead));
  };
  try {
    for await (const file of files) {
      if (failures.length > 0) break;
      begin(file);
      while (reading.size >= READ_AT_ONCE) await Promise.race(reading);
      while (running.size >= MOST_UNDER_WAY) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
}
