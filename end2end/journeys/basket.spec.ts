// A business manager collects what two providers deliver, sends it as one purchase, and the head approves
// all of it at once.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, signIn } from "../fixtures.ts";
import { counselling, dayBoxes, openDays } from "../calendar.ts";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

fresh("services of two providers are collected, sent as one and approved as one", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const checked = async (name: string) => {
    await screenshots(page, name);
    expect(await overflowOnPhone(page)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  };
  const main = page.getByRole("main");
  await signInAs("Priya Lindgreen");
  await page.goto("/basket");
  await expect(main).toContainText("Your basket is empty");

  const service = await counselling(page);
  // With both, it is more than what she may order without the head.
  await openDays(page, service, 4);
  for (const place of [0, 1, 2, 3]) await dayBoxes(page).nth(place).check({ force: true });
  await page.getByRole("button", { name: "Check your order" }).click();
  await page.getByRole("button", { name: "Put into the basket" }).click();
  await expect(main).toContainText("It is in your basket");
  await expect(main.getByRole("row", { name: /Counselling for pupils/ })).toContainText("£1,176.00");

  await page.goto("/services?q=Clerking");
  await page.getByRole("heading", { level: 2 }).getByRole("link", { name: "Clerking: one more meeting or panel" }).first().click();
  await page.getByRole("link", { name: "Order", exact: true }).click();
  await page.getByLabel("How many items?").fill("2");
  await page.getByRole("button", { name: "Check your order" }).click();
  await page.getByRole("button", { name: "Put into the basket" }).click();
  await expect(main.getByRole("row", { name: /one more meeting/ })).toContainText("2 items");
  await checked("basket");

  await page.getByRole("link", { name: "Check and order all" }).click();
  await expect(heading(page)).toHaveText(/Check before you order$/);
  await checked("basket-check");
  await page.getByLabel("Purchase order number for all of it (optional)").fill("PO;7");
  await page.getByRole("button", { name: "Send for approval" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByLabel("Purchase order number for all of it (optional)").fill("PO-7");
  await page.getByRole("button", { name: "Send for approval" }).click();
  await expect(page).toHaveURL(/\/purchases\/purchase_[0-9a-f]{32}\?placed$/);
  const purchase = new URL(page.url()).pathname;
  await page.goto("/basket");
  await expect(main).toContainText("Your basket is empty");

  await signIn(page, "Samuel Achterberg");
  await page.goto(purchase);
  await page.getByRole("button", { name: /^Approve/ }).click();
  await page.goto(purchase);
  await expect(main).toContainText("PO-7");
  await expect(main.getByRole("row", { name: /Counselling for pupils/ })).toContainText("Placed");
  await expect(main.getByRole("row", { name: /one more meeting/ })).toContainText("Placed");
});
