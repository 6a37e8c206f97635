import { defineConfig } from '@playwright/test'

// Real windows, one at a time. setup.ts prepares the runtime and, where there is none, a display.
export default defineConfig({
  testDir: 'test/journeys',
  outputDir: 'test-output/journeys',
  globalSetup: './test/journeys/setup.ts',
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI === 'true',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-output/playwright.json' }]],
  use: { trace: 'retain-on-failure' },
})
