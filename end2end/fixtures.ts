// What every journey may use. Import `test` and `expect` from here, not from Playwright.

import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type BrowserContext, type BrowserContextOptions, type Locator, type Page } from "@playwright/test";
import { Server } from "./server.ts";

interface Tools {
  /** Signs in as one of the demo's personas, by the name on the picker. */
  signInAs: (persona: string) => Promise<void>;
  /** Another browser, with nobody signed in, beside the test's own page. */
  anotherWindow: (options?: BrowserContextOptions) => Promise<Page>;
  /** Fails the test where the browser reports an error on any of its pages. */
  noErrorsOnPages: string[];
}

interface WorkerTools {
  server: Server;
}

export const test = base.extend<Tools, WorkerTools>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  signInAs: async ({ page }, use) => use((persona) => signIn(page, persona)),

  anotherWindow: async ({ browser, baseURL, javaScriptEnabled, noErrorsOnPages }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), javaScriptEnabled, ...options });
      contexts.push(context);
      const page = await context.newPage();
      listenForErrors(page, noErrorsOnPages);
      return page;
    });
    // Whoever still listens to a server keeps it from ending.
    for (const context of contexts) await context.close();
  },

  noErrorsOnPages: [
    async ({ page }, use) => {
      const errors: string[] = [];
      listenForErrors(page, errors);
      await use(errors);
      expect(errors, "errors that the browser reported").toEqual([]);
    },
    { auto: true },
  ],
});

/** For journeys that need the world as it was made, or move its clock: a server for each test. */
export const fresh = test.extend<{ world: Server }>({
  world: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },

  baseURL: async ({ world }, use) => use(world.url),
});

export { expect };

function listenForErrors(page: Page, errors: string[]): void {
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    // A refusal (403, 422) is an answer like any other; the browser calls it an error.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      errors.push(message.text());
    }
  });
}

/** Signs in through the demo's picker: one button for each persona. */
export async function signIn(page: Page, persona: string): Promise<void> {
  await page.goto("/demo");
  await page.getByRole("main").getByRole("button", { name: persona }).click();
  // It is in the account menu, which is folded.
  await expect(page.getByRole("button", { name: "Sign out", includeHidden: true })).toHaveCount(1);
}

/** What a summary list says of something. */
export function says(page: Page, term: string): Locator {
  return page.locator("dl > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${term}$`) }) }).locator("dd").first();
}

/** Goes to the page of a service that is found by its name. */
export async function find(page: Page, title: string): Promise<void> {
  await page.goto(`/services?q=${encodeURIComponent(title)}`);
  await page.getByRole("heading", { level: 2 }).getByRole("link", { name: title }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
}

/** Every rule of WCAG 2.2 A and AA that can be checked by a machine. Needs JavaScript. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help} (${node.target.join(" ")})`),
  );
}

/** By how many pixels the page is wider than a phone of 375 pixels: nought when all is well. */
export async function overflowOnPhone(page: Page): Promise<number> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 375, height: 812 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (before) await page.setViewportSize(before);
  return Math.max(0, overflow);
}

/** Keeps the whole page as a picture at the width of a phone and of a desk, for people to look at. */
export async function screenshots(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const width of [375, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const path = join(import.meta.dirname, "results/screens", `${name}-${width}.png`);
    await page.screenshot({ path, fullPage: true, animations: "disabled" });
  }
  if (before) await page.setViewportSize(before);
}
