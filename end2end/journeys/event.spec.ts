// A school takes places of a programme, says who comes, and finds the dates on its order; the partnership
// sees who comes, and what people thought of the training that was held.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, signIn } from "../fixtures.ts";

fresh("places are taken, named, and stand on the register", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const checked = async (name: string) => {
    await screenshots(page, name);
    expect(await overflowOnPhone(page)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  };
  await signInAs("Priya Lindgreen");
  await page.goto("/services?q=middle+leaders");
  await page.getByRole("main").getByRole("link", { name: /Middle leaders’ programme/ }).first().click();
  await expect(page.getByRole("heading", { name: "Dates and places" })).toBeVisible();
  await checked("event-service");
  await page.getByRole("link", { name: /Middle leaders, this year’s group/ }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("7 places free");
  await page.getByLabel("How many places?").fill("2");
  await page.getByLabel(/^Names of those who come/).fill("Wren Castle, wren@hill");
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel("How many places?")).toHaveValue("2");
  await page.getByLabel(/^Names of those who come/).fill("Wren Castle, wren@hill.example");
  await checked("event-places");
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(main).toContainText("Wren Castle");
  await expect(main).toContainText("£1,280.00");
  await checked("event-check");
  await page.getByRole("button", { name: /Order and confirm|Send for approval/ }).click();
  await expect(page).toHaveURL(/\/orders\/order_[0-9a-f]{32}\?placed/);
  await page.getByRole("link", { name: "Say who comes" }).click();
  await page.getByLabel("Delegates").fill("Wren Castle, wren@hill.example\nBo Lind\nCy Marr");
  await page.getByRole("button", { name: "Save the names" }).click();
  await expect(page.getByRole("alert")).toContainText("Name 2 delegates or fewer");
  await page.getByLabel("Delegates").fill("Wren Castle, wren@hill.example\nBo Lind");
  await page.getByRole("button", { name: "Save the names" }).click();
  await expect(main).toContainText("Bo Lind");
  await checked("event-order");

  await signIn(page, "Declan Osibanjo");
  await page.goto("/events");
  await checked("events");
  await page.getByRole("link", { name: /Middle leaders, this year’s group/ }).click();
  await expect(main).toContainText("11 of 16 taken");
  await expect(page.getByRole("row", { name: /Bo Lind/ })).toHaveCount(1);
  await checked("event");
  await page.getByRole("link", { name: /^Register/ }).first().click();
  await expect(main).toContainText("It can be ticked here from the day on.");
  await checked("event-register");
  await page.goto("/");
  await expect(main).toContainText("94%");
  await expect(main).toContainText("47 of 50 who answered");
  await page.goto("/evaluations");
  await checked("evaluations");
});
