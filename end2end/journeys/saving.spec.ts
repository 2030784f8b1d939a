// Journey C: each figure opens to its entries, and each entry to what is under it.

import { expect, screenshots, test } from "../fixtures.ts";

test("a school's figure opens to the invoice under it", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  await page.goto("/savings");
  await expect(page.getByRole("main")).toContainText("Saved, from invoices");
  await screenshots(page, "savings");
  await page.getByRole("main").locator("a[href^='/savings/entries?stage=realised']").first().click();
  await screenshots(page, "saving-entries");
  await page.getByRole("main").locator("a[href^='/invoices/']").first().click();
  await expect(page.getByRole("main")).toContainText("BDSIP-");
});

test("the spreadsheet's sum is the page's figure", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Amara Whitlocke");
  await page.goto("/savings");
  const shown = await page.getByRole("table").first().getByRole("row").last().getByRole("cell").first().innerText();
  const csv = await page.request.get("/savings.csv?stage=realised");
  const lines = (await csv.text()).trim().split(/\r\n/).slice(1);
  const pence = lines.reduce((sum, line) => sum + Math.round(Number(line.split(",").at(-1)) * 100), 0);
  const pounds = `£${(pence / 100).toLocaleString("en-GB", { minimumFractionDigits: 2 })}`;
  expect(lines.length).toBeGreaterThan(10);
  expect(shown).toBe(pounds);
});
