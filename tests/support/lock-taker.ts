// A process that takes the lock of each folder named on its stdin, answers with one line each, and never releases.
// With `slow` it is held up at random before each change of the file system, as on a machine out of breath.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createInterface } from 'node:readline';

const SLOWEST_MS = 250;

if (process.argv.includes('slow')) {
  const pause = (): unknown =>
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * SLOWEST_MS);
  const slowed = <A extends unknown[], R>(change: (...args: A) => R): ((...args: A) => R) => {
    return (...args) => {
      pause();
      return change(...args);
    };
  };
  Object.assign(fs, {
    rmSync: slowed(fs.rmSync),
    renameSync: slowed(fs.renameSync),
    linkSync: slowed(fs.linkSync),
    writeFileSync: slowed(fs.writeFileSync),
  });
  syncBuiltinESMExports();
}

const { lockFolder } = await import('../../src/store/lock.ts');

for await (const folder of createInterface(process.stdin)) {
  try {
    lockFolder(folder);
    console.log('taken');
  } catch (error) {
    console.log((error as Error).message);
  }
}
