import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Many tests wait for another process more than they compute.
    maxWorkers: 2,
    // What is waited for comes at once on a machine with nothing else to do, and later on one that is busy.
    expect: { poll: { timeout: 20_000 } },
  },
})
