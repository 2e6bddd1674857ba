// Tests run on real parts: `services.ts` brings PostgreSQL with pgvector and Chromium, installing what is missing.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/services.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: more files at once only make each other late.
    maxWorkers: 2,
    reporters: ['default'],
  },
});
