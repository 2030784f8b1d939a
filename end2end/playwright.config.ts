// How the browser tests run: two workers, each with its own server and database (see server.ts).
// No retries: a test that fails sometimes is a fault to be found.

import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

function browser(): string {
  const found = [
    process.env["COMMONPOOL_CHROMIUM"],
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ].find((path) => path && existsSync(path));
  if (!found) {
    throw new Error("No Chromium here. Run: scripts/setup browser");
  }
  return found;
}

export default defineConfig({
  testDir: "journeys",
  outputDir: "results",
  globalSetup: "./global-setup.ts",
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // Long enough for a debug build on a machine that builds something else beside it.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./failures.ts"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/London",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: browser(),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "js", use: { javaScriptEnabled: true } },
    // What is tagged @nojs is run a second time as a browser without JavaScript would do it.
    { name: "nojs", grep: /@nojs/, use: { javaScriptEnabled: false } },
  ],
});
