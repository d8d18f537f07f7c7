import { defineConfig } from "@playwright/test";

// Debian's Chromium; `npx playwright install` is not needed. The built page is served as any server would serve it.
export default defineConfig({
  testDir: "tests",
  testMatch: "*.spec.mjs",
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    baseURL: "http://127.0.0.1:4174",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox"],
    },
    locale: "en-GB",
    colorScheme: "light",
  },
  webServer: {
    command: "npx vite preview --port 4174 --strictPort --host 127.0.0.1",
    url: "http://127.0.0.1:4174",
    reuseExistingServer: false,
  },
});
