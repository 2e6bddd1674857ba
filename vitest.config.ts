// Tests run on real parts: `services.ts` brings PostgreSQL with pgvector and Chromium, installing what is missing.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/services.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores, and many tests that wait for somebody's clock: with more files at once they make each other late.
    maxWorkers: 3,
    reporters: ['default'],
  },
});
