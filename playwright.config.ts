import { defineConfig } from '@playwright/test'
import { makesDisplays } from './test/journeys/display.ts'

// Real windows: two at a time where each has a display of its own (test/journeys/app.ts), for much of a journey is
// waiting; on somebody's desktop one at a time, because windows there share the keyboard. setup.ts prepares the runtime.
export default defineConfig({
  testDir: 'test/journeys',
  outputDir: 'test-output/journeys',
  // The longest first: were one of them the last, the other worker would wait for it.
  projects: [
    { name: 'long', testMatch: /(life-cycle|signing|keys-and-backup)\.spec\.ts$/ },
    { name: 'others', testIgnore: /(life-cycle|signing|keys-and-backup)\.spec\.ts$/ },
  ],
  globalSetup: './test/journeys/setup.ts',
  workers: makesDisplays() ? 2 : 1,
  fullyParallel: true,
  forbidOnly: process.env.CI === 'true',
  // Generous: on a busy machine a long journey takes its time, and each wait in it has a limit of its own.
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-output/playwright.json' }]],
  use: { trace: 'retain-on-failure' },
})
