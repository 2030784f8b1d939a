// Every kind of page that somebody can reach by links: what is behind the lists, and behind that. Pages
// with an address of their own are looked at in axe.spec.ts.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, overflowOnPhone, signIn, test } from "../fixtures.ts";

/** Whoever between them reach every room of the house. */
const PEOPLE = ["Amara Whitlocke", "Priya Lindgreen", "Rosa Delamarre", "Farah Kowalski", "Joanna Sandhurst", "Mei Thornbury"];

/** Downloads, and what would only show the same page again. */
const PASSED_OVER = /\.csv|\.ics|\.json|\/documents\/|\/evidence\/|\/files\/|\/read\/\d|^\/pkg\/|^\/demo/;

/** The kind of page that an address leads to: ids, numbers and questions left out. */
function kind(path: string): string {
  return path.replace(/\?.*$/, "").replace(/[a-z]+_[0-9a-f]{32}/g, "{}").replace(/\/schools\/\d+/, "/schools/{}");
}

/** Whether it is somebody's first page or behind a list: pages with an address of their own have a test of theirs. */
function hasNoTestOfItsOwn(path: string): boolean {
  return path === "/" || kind(path).includes("{}");
}

async function linksOn(page: Page): Promise<string[]> {
  const hrefs = await page.locator("a[href^='/']").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  return hrefs.filter((href) => !PASSED_OVER.test(href));
}

/** The ids that more than one element of the page has: a label or a hint would lead to the first of them. */
async function idsTwice(page: Page): Promise<string[]> {
  const ids = await page.locator("[id]").evaluateAll((elements) => elements.map((element) => element.id));
  return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))];
}

for (const person of PEOPLE) {
  test(`no page that ${person} can reach has an accessibility problem`, async ({ page }) => {
    test.setTimeout(240_000);
    await signIn(page, person);
    const waiting = ["/"];
    const seen = new Set<string>();
    while (waiting.length > 0) {
      const path = waiting.shift() ?? "/";
      if (seen.has(kind(path))) continue;
      seen.add(kind(path));
      await test.step(path, async () => {
        const response = await page.goto(path);
        expect.soft(response?.status(), `the status of ${path}`).toBeLessThan(400);
        if (hasNoTestOfItsOwn(path)) {
          expect.soft(await accessibilityProblems(page), `problems of ${path}`).toEqual([]);
        }
        expect.soft(await idsTwice(page), `ids twice on ${path}`).toEqual([]);
        expect.soft(await overflowOnPhone(page), `pixels too wide on a phone: ${path}`).toBe(0);
        waiting.push(...(await linksOn(page)).filter((href) => !seen.has(kind(href))));
      });
    }
    expect(seen.size).toBeGreaterThan(4);
  });
}
