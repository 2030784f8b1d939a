// Journey C: each figure opens to its entries, each entry to what is under it, and the spreadsheet says
// the same to the penny.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, overflowOnPhone, screenshots, test } from "../fixtures.ts";
import { money, pence } from "../calendar.ts";

/** The rows of a CSV file as objects (RFC 4180). */
function rows(text: string): Record<string, string>[] {
  const fields = [...text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/g)];
  const lines: string[][] = [[]];
  for (const [all, field = "", end] of fields) {
    if (all === "") break;
    lines.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === "\r\n") lines.push([]);
  }
  const [head = [], ...rest] = lines.filter((line) => line.length > 1);
  return rest.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at] ?? ""])));
}

async function spreadsheet(page: Page, address: string): Promise<Record<string, string>[]> {
  const response = await page.request.get(address);
  expect(response.status(), address).toBe(200);
  // Spreadsheets know the letters by the mark at the beginning.
  return rows((await response.text()).replace(/^\uFEFF/, ""));
}

const sum = (entries: Record<string, string>[]): number =>
  entries.reduce((total, entry) => total + Math.round(Number(entry["Saving (below 0 for a rise)"]) * 100), 0);

/** A saving as the savings page writes it: "£180.00", or "£180.00 more" for a rise. */
const written = (saving: number): string => (saving < 0 ? `${money(-saving)} more` : money(saving));

/** The same read back; "£180.00 more" is below nought. */
const saving = (text: string): number => pence(text) * (/ more$/.test(text.trim()) ? -1 : 1);

/** An entry's amount: less is saved, more is not, and what is taken back counts the other way. */
function entered(text: string): number {
  const [, amount = "", which, taken] = /(£[\d,.]+) (less|more)(, taken back)?$/.exec(text.trim()) ?? [];
  return pence(amount) * (which === "less" ? 1 : -1) * (taken ? -1 : 1);
}

/** A table of the savings page: for each line its name and its three amounts, as they are written. */
async function table(page: Page, caption: RegExp): Promise<[string, string[]][]> {
  const lines = await page.getByRole("table", { name: caption }).locator("tbody tr").all();
  return Promise.all(
    lines.map(async (line): Promise<[string, string[]]> => {
      const [name = "", ...amounts] = (await line.locator("th, td").allInnerTexts()).map((text) => text.trim());
      return [name, amounts];
    }),
  );
}

test("a school's figure opens to the invoice under it in two clicks", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Priya Lindgreen");
  await page.goto("/savings");
  await screenshots(page, "savings");
  const main = page.getByRole("main");
  const figure = page.getByRole("table", { name: /^Savings by category/ }).getByRole("row", { name: /^Counselling/ }).getByRole("link").first();
  const amount = pence(await figure.innerText());
  expect(amount).toBeGreaterThan(0);

  await figure.click();
  await screenshots(page, "saving-entries");
  const amounts = await page.locator("tbody tr td:last-child").allInnerTexts();
  expect(amounts.map(entered).reduce((total, each) => total + each, 0)).toBe(amount);
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  const entry = page.getByRole("row").filter({ has: page.locator("a[href^='/invoices/']") }).first();
  const order = (await entry.locator("a[href^='/orders/']").innerText()).trim();
  const number = (await entry.locator("a[href^='/invoices/']").innerText()).trim();
  const [, day = ""] = /(\d{1,2} [A-Z][a-z]+ \d{4}), order/.exec((await entry.innerText()).replace(/\s+/g, " ")) ?? [];

  await entry.locator("a[href^='/invoices/']").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(new RegExp(`Invoice ${number}$`));
  await expect(main.getByRole("row").filter({ hasText: order }).filter({ hasText: day })).toHaveCount(1);
});

test("on a telephone every amount of the savings can be seen", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await page.setViewportSize({ width: 375, height: 800 });
  await signInAs("Amara Whitlocke");
  await page.goto("/savings");
  const amounts = page.getByRole("main").locator("tbody td:visible");
  expect(await amounts.count()).toBeGreaterThan(20);
  for (const box of await Promise.all((await amounts.all()).map((amount) => amount.boundingBox()))) {
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(375);
  }
  await expect(page.getByText("These figures as a table")).toHaveCount(0);
});

test("a rise in cost is a rise, on the page and in the sum", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  await page.goto("/savings");
  const lines = await table(page, /^Savings by category/);
  const total = lines.find(([name]) => name === "Total");
  const parts = lines.filter(([name]) => name !== "Total");
  const risen = parts.find(([name]) => name === "School improvement");
  expect(risen?.[1][0]).toMatch(/^£[\d,.]+ more$/);
  for (const stage of [0, 1, 2]) {
    const added = parts.reduce((so_far, [, amounts]) => so_far + saving(amounts[stage] ?? ""), 0);
    expect(written(added)).toBe(total?.[1][stage]);
  }
  await page.getByRole("link", { name: /^Every invoiced entry/ }).click();
  await expect(page.getByRole("main")).toContainText(/£\d+ more/);
});

for (const [persona, whose] of [["Priya Lindgreen", "a school's"], ["Amara Whitlocke", "a partnership's"], ["Farah Kowalski", "another partnership's"]] as const) {
  test(`every figure of ${whose} savings is the sum of its spreadsheet`, { tag: "@nojs" }, async ({ page, signInAs }) => {
    await signInAs(persona);
    await page.goto("/savings");
    if (whose !== "a school's") {
      // The first schools stand at once, all of them after a press.
      const bySchool = page.getByRole("table", { name: /^Savings by school, / }).locator("tbody tr");
      await expect(bySchool).toHaveCount(11);
      const more = page.getByRole("link", { name: /^Show all \d+ schools$/ });
      const schools = Number(/\d+/.exec(await more.innerText()));
      // The sum under ten of them is said to be that of all.
      await expect(bySchool.last()).toContainText(`Total of all ${schools} schools`);
      await more.click();
      await expect(bySchool).toHaveCount(schools + 1);
    }
    const all = await spreadsheet(page, "/savings.csv");
    expect(all.length).toBeGreaterThan(10);
    for (const [caption, column] of [[/^Savings by category, /, "Category"], [/^Savings by financial year, /, "Financial year"], [/^Savings by school, /, "School"]] as const) {
      if (column === "School" && whose === "a school's") continue;
      const lines = await table(page, caption);
      expect(lines.length, column).toBeGreaterThan(1);
      for (const [name, amounts] of lines) {
        for (const [at, stage] of ["Invoiced", "Agreed", "Expected"].entries()) {
          const meant = all.filter((entry) => entry["Stage"] === stage && (name === "Total" || entry[column] === name));
          expect(amounts[at], `${stage}, ${column} ${name}`).toBe(written(sum(meant)));
        }
      }
    }
    // A filtered spreadsheet is that part of the whole.
    const invoiced = await spreadsheet(page, "/savings.csv?stage=realised");
    expect(invoiced).toEqual(all.filter((entry) => entry["Stage"] === "Invoiced"));
    // No entry is taken back twice, and what takes back names what is there.
    const reversed = all.map((entry) => entry["Reverses"]).filter((id) => id);
    expect(new Set(reversed).size).toBe(reversed.length);
    const ids = new Set(all.map((entry) => entry["Entry"]));
    expect(reversed.filter((id) => !ids.has(id))).toEqual([]);
  });
}
