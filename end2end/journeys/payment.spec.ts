// A school pays: one payment for several invoices, in part and too much; staff write it down, set what is left
// against the next invoice, and take back what never came. The school sees its statement.

import { type Page } from "@playwright/test";
import { fillDate, money, pence } from "../calendar.ts";
import { accessibilityProblems, expect, fresh, overflowOnPhone, says, screenshots, test } from "../fixtures.ts";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

fresh("one payment settles several invoices, and what is left the next", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const main = page.getByRole("main");
  const checked = async (name: string) => {
    await screenshots(page, name);
    expect(await overflowOnPhone(page)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  };
  await signInAs("Declan Osibanjo");
  await page.goto("/payments");
  await expect(heading(page)).toHaveText("Payments");
  await checked("payments");
  await page.getByRole("link", { name: "Record a payment" }).click();
  await checked("payments-new");
  const rows = main.locator("tbody tr");
  const several = rows.filter({ has: page.locator("td", { hasText: /^[2-9]$/ }) }).first();
  const owed = pence(await several.locator("td").last().innerText());
  await several.getByRole("link").click();
  const form = new URL(page.url()).pathname;
  await page.getByLabel("Amount").fill("a lot");
  await page.getByRole("button", { name: "Record the payment" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel("Amount")).toHaveValue("a lot");
  await checked("payment-form");
  await page.getByLabel("Amount").fill(String((owed + 1_000) / 100));
  await page.getByRole("button", { name: "Record the payment" }).click();
  await expect(page).toHaveURL(/\/payments\/payment_[0-9a-f]{32}$/);
  await expect(main).toContainText("£10 stands to the school’s credit");
  await expect(says(page, "Amount")).toHaveText(money(owed + 1_000));
  await checked("payment");
  await main.locator('a[href^="/invoices/invoice_"]').first().click();
  await expect(main).toContainText("Still owed");
  await expect(main).toContainText("£0.00");
  await expect(page.getByRole("button", { name: "Record the payment" })).toHaveCount(0);
  await checked("invoice-paid");
  // It never came.
  await page.goBack();
  await page.getByText("It never came, or is another school’s").click();
  await page.getByRole("button", { name: "Take the payment back" }).click();
  await expect(main).toContainText("Nothing of it counts.");
  await page.goto(form);
  await expect(main).toContainText(/£[\d,.]+ owed, due /);
  // A part of the first invoice, on its own page.
  await page.goto("/invoices?state=issued");
  await main.locator('a[href^="/invoices/invoice_"]').first().click();
  const invoice = new URL(page.url()).pathname;
  const left = pence(await says(page, "To pay").innerText());
  await page.getByLabel("Amount").fill("1");
  await fillDate(page, "Day the money came", "2031-01-01");
  await page.getByRole("button", { name: "Record the payment" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel("Amount")).toHaveValue("1");
  await page.goto(invoice);
  await page.getByLabel("Amount").fill("1");
  await page.getByRole("button", { name: "Record the payment" }).click();
  await expect(says(page, "To pay")).toHaveText(money(left - 100));
  await checked("invoice-in-part");
});

test("a school sees its payments and its statement of account", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Priya Lindgreen");
  await page.goto("/payments");
  await expect(page.getByRole("link", { name: "Record a payment" })).toHaveCount(0);
  await page.getByRole("link", { name: "Statement of account" }).click();
  await expect(heading(page)).toHaveText(/Statement of account$/);
  // What is owed after the last of it is what the page says is owed.
  const owed = await page.getByRole("main").locator("tbody tr").last().locator("td").last().innerText();
  await expect(page.getByRole("main")).toContainText(/The school owes|To the school’s credit/);
  expect(pence(owed)).toBeGreaterThanOrEqual(0);
  await screenshots(page, "statement");
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
});
