// What of an invoice is not owed is taken back by a credit note; what had been paid is paid back.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots } from "../fixtures.ts";

fresh("too much was charged: it is credited as shown, and paid back", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const checked = async (name: string) => {
    await screenshots(page, name);
    expect(await overflowOnPhone(page)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  };
  const main = page.getByRole("main");
  await signInAs("Declan Osibanjo");
  await page.goto("/invoices?state=paid");
  await main.locator('a[href^="/invoices/invoice_"]').first().click();
  const invoice = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Raise a credit note" }).click();
  await page.getByRole("radio", { name: /excluding VAT$/ }).first().check({ force: true });
  await page.getByLabel("How much of the line?").fill("999999");
  await page.getByLabel("Why?").fill("She left at noon.");
  await page.getByRole("button", { name: "See what it comes to" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("alert").getByRole("link")).toHaveText(/^Enter at most £[\d,.]+: no more is left of it$/);
  await expect(page.getByLabel("How much of the line?")).toHaveValue("999999");
  await checked("credit-note-form");
  await page.getByLabel("How much of the line?").fill("100");
  await page.getByRole("button", { name: "See what it comes to" }).click();
  await expect(main).toContainText("stands to the school’s credit until you pay it back. It cannot be undone.");
  await checked("credit-note-check");
  await page.getByRole("link", { name: "Back to change it" }).click();
  await expect(page.getByLabel("Why?")).toHaveValue("She left at noon.");
  await page.getByRole("button", { name: "See what it comes to" }).click();
  await page.getByRole("button", { name: /^Raise a credit note of £/ }).click();
  await expect(page).toHaveURL(/\/credit-notes\/creditnote_[0-9a-f]{32}$/);
  const note = new URL(page.url()).pathname;
  await expect(main).toContainText("To the school’s credit");
  await checked("credit-note");
  await page.getByRole("button", { name: "Mark as paid back" }).click();
  await expect(main).toContainText("Paid back");
  await expect(page.getByRole("button", { name: "Mark as paid back" })).toHaveCount(0);
  await page.getByRole("link", { name: "Back to credit notes" }).click();
  await expect(main.locator(`a[href="${note}"]`)).toHaveCount(1);
  await checked("credit-notes");
  await page.goto(invoice);
  await expect(main).toContainText("Still owed");
  await checked("invoice-credited");
});
