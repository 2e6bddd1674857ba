// Tests run on real parts: `services.ts` brings PostgreSQL with pgvector and Chromium, installing what is missing.
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/order.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/services.ts'],
    // To end what hangs: most tests open a house of their own, many start a server, and the machine may be busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores, and many tests that wait for somebody's clock: with more files at once they make each other late.
    maxWorkers: 3,
    // Of tests that are `concurrent`, in each of those files: they wait more than they work.
    maxConcurrency: 2,
    sequence: { sequencer: LongestFirst },
    reporters: ['default'],
    // As long as `until` waits: to end what hangs, not to measure.
    expect: { poll: { timeout: 20_000, interval: 20 } },
  },
});
