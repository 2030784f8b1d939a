// Journey A: a school finds a service, sees its own price beside the market's, books days; over her
// limit the head approves; the provider delivers, the partnership invoices.

import { type Page } from "@playwright/test";
import { expect, screenshots, test } from "../fixtures.ts";

/** Opens the days of the counselling pool in a month. */
async function daysOf(page: Page, month: string): Promise<void> {
  await page.goto("/services?q=counsellors");
  await page.getByRole("link", { name: "Counselling for pupils", exact: true }).click();
  await expect(page.getByRole("main")).toContainText("£245");
  await expect(page.getByRole("main")).toContainText("Published prices");
  await page.goto(`${page.url()}/days?month=${month}`);
}

async function tick(page: Page, days: number): Promise<void> {
  const boxes = page.locator("input[name=day][type=checkbox]:not([disabled])");
  for (let index = 0; index < days; index += 1) await boxes.nth(index).check({ force: true });
  await page.getByRole("button", { name: "Check your order" }).first().click();
}

test("a day is booked, with a purchase order number, in few clicks", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  await daysOf(page, "2027-02");
  await screenshots(page, "days");
  await tick(page, 1);
  await expect(page.getByRole("main")).toContainText("£294");
  await page.locator("input[name=purchase_order_number]").fill("PO;1");
  await page.getByRole("main").locator("form[action$='/book'] button").click();
  await expect(page.getByRole("alert")).toContainText("purchase order number");
  await expect(page.locator("input[name=purchase_order_number]")).toHaveValue("PO;1");
  await page.locator("input[name=purchase_order_number]").fill("PO-10423");
  await screenshots(page, "check-order");
  await page.getByRole("main").locator("form[action$='/book'] button").click();
  await expect(page).toHaveURL(/\/orders\/order_/);
  await expect(page.getByRole("main")).toContainText(/CP-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  await expect(page.getByRole("main")).toContainText("PO-10423");
  await screenshots(page, "order-placed");
});

test("over her limit the head decides", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  await daysOf(page, "2027-03");
  await tick(page, 12);
  await page.getByRole("main").locator("form[action$='/book'] button").click();
  await expect(page.getByRole("main")).toContainText("approv");
  const order = new URL(page.url()).pathname;
  await signInAs("Samuel Achterberg");
  await page.goto(order);
  await screenshots(page, "approve");
  await page.getByRole("button", { name: /^Approve £/ }).click();
  await page.goto(order);
  await expect(page.getByRole("main")).not.toContainText("Waits for approval");
  await expect(page.getByRole("main")).toContainText("Samuel Achterberg");
});

test("what is delivered is invoiced and then saved from invoices", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Rosa Delamarre");
  await page.getByRole("button", { name: "Confirm delivered" }).first().click();
  await signInAs("Declan Osibanjo");
  await page.goto("/savings");
  const before = await page.getByRole("main").innerText();
  await page.goto("/invoices/new");
  await screenshots(page, "to-invoice");
  await page.getByRole("main").getByRole("button").first().click();
  await expect(page).toHaveURL(/\/invoices/);
  await page.goto("/invoices");
  await page.getByRole("main").locator("table a").first().click();
  await expect(page.getByRole("main")).toContainText("BDSIP-");
  await expect(page.getByRole("main")).toContainText("VAT");
  await screenshots(page, "invoice");
  await page.goto("/savings");
  expect(await page.getByRole("main").innerText()).not.toEqual(before);
});
