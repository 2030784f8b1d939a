// Journey B: a school signs up to a group deal, and the price falls for everybody who looks on.

import { expect, screenshots, signIn, test } from "../fixtures.ts";

test("a school signs up and the price falls in another window", async ({ page, browser, baseURL, signInAs }) => {
  const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
  const onlooker = await context.newPage();
  await signIn(onlooker, "Farah Kowalski");
  await onlooker.goto("/deals");
  await onlooker.getByRole("link", { name: /HR advice and payroll/ }).first().click();
  await expect(onlooker.getByRole("main")).toContainText("£20.60");

  await signInAs("Grace Nakamoura");
  await page.goto("/deals");
  await page.getByRole("link", { name: /HR advice and payroll/ }).first().click();
  await screenshots(page, "deal");
  await page.getByRole("link", { name: "Sign up" }).first().click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("main")).toContainText("£19.40");
  await screenshots(page, "deal-check");
  await page.getByRole("main").getByRole("button", { name: /sign up/i }).click();
  await expect(page).toHaveURL(/signed-up/);

  await expect(onlooker.getByRole("main")).toContainText("£19.40 ", { timeout: 15_000 });
  await expect(onlooker.getByRole("main")).toContainText("21", { timeout: 15_000 });
  await context.close();
});

test("what a deal says stands without JavaScript", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Joanna Sandhurst");
  await page.goto("/deals");
  await page.getByRole("link", { name: /HR advice and payroll/ }).first().click();
  await expect(page.getByRole("main")).toContainText("per pupil a year");
  await expect(page.getByRole("main")).toContainText("Closes");
  await expect(page.getByRole("main")).toContainText("What each price break means for you");
});
