// A business manager renews last year's services: one table, one number, one approval; the director sees
// who has renewed.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, signIn } from "../fixtures.ts";

fresh("last year's services are renewed and sent as one", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const checked = async (name: string) => {
    await screenshots(page, name);
    expect(await overflowOnPhone(page)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  };
  const main = page.getByRole("main");
  await signInAs("Faisal Thistlewood");
  await page.goto("/orders");
  await page.getByRole("link", { name: "Renew last year’s services" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Your services next year");
  await expect(main).toContainText("A cluster’s project, by the year");
  await expect(main).toContainText("Budget");
  await checked("buy-back");

  await page.getByLabel("What you want to spend at most").fill("lots");
  await page.getByRole("button", { name: "Keep for later" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByLabel("What you want to spend at most").fill("500");
  await page.getByLabel("Next year: A cluster’s project, by the year").selectOption("Keep");
  await page.getByRole("button", { name: "Keep and check before you send" }).click();
  await expect(page).toHaveURL(/\/buy-back\/buyback_[0-9a-f]{32}\/check$/);
  await expect(main).toContainText("What is ordered");
  await checked("buy-back-check");
  await page.getByLabel("Purchase order number for all of it").fill("PO-2027-1");
  await page.getByRole("button", { name: /^(Order and confirm|Send for approval)$/ }).click();
  await expect(page).toHaveURL(/\/purchases\/purchase_[0-9a-f]{32}\?placed$/);
  await expect(main).toContainText("PO-2027-1");
  await checked("purchase");

  await page.goto("/buy-back");
  await expect(main).toContainText(/Renewed|waiting for your approver/);
  await signIn(page, "Evangeline Rourke");
  await page.goto("/buy-backs");
  await checked("buy-backs");
  await main.getByRole("table").getByRole("link").first().click();
  await expect(page.getByRole("row").filter({ hasText: /Renewed|Waiting for its approver/ })).not.toHaveCount(0);
  await checked("buy-back-schools");
});
