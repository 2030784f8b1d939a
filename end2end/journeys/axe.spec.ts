// Every page there is, as the persona who uses it: no accessibility problem that a machine can
// find, and nothing wider than a phone.

import { accessibilityProblems, expect, overflowOnPhone, screenshots, signIn, test } from "../fixtures.ts";
import { listPages } from "../server.ts";

// The pages are dealt out in parts, so that both workers have something to do.
const PARTS = 4;

test.describe.configure({ mode: "parallel" });

for (let part = 0; part < PARTS; part += 1) {
  test(`pages have no accessibility problems (part ${part + 1} of ${PARTS})`, async ({ browser, baseURL }) => {
    test.setTimeout(300_000);
    const all = listPages();
    expect(all.length).toBeGreaterThan(PARTS);
    const mine = all.filter((_, index) => index % PARTS === part);

    for (const persona of new Set(mine.map((listed) => listed.persona))) {
      const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
      const page = await context.newPage();
      if (persona !== null) await signIn(page, persona);
      for (const { path } of mine.filter((listed) => listed.persona === persona)) {
        await test.step(`${path} as ${persona ?? "nobody"}`, async () => {
          const response = await page.goto(path);
          expect.soft(response?.status(), `the status of ${path}`).toBe(200);
          expect.soft(await accessibilityProblems(page), `problems of ${path}`).toEqual([]);
          expect.soft(await overflowOnPhone(page), `pixels too wide on a phone: ${path}`).toBe(0);
          await screenshots(page, `page${path.replaceAll("/", "-")}-${persona ?? "nobody"}`);
        });
      }
      await context.close();
    }
  });
}
