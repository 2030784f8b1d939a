// A school buys a package of services, orders one of its parts at no cost, sees what is left, goes beyond
// it and pays. Staff say what is in a package, and are told what cannot be.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, find, fresh, overflowOnPhone, says, screenshots } from "../fixtures.ts";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

const PACKAGE = "Inclusion package (illustrative)";
const SESSION = "Speech and language: one session";

fresh("a school buys a package, uses some of it and pays for what goes beyond", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const looksWell = async (name: string) => {
    await screenshots(page, name);
    expect(await overflowOnPhone(page)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  };
  const order = async (sessions: string) => {
    await find(page, SESSION);
    await page.getByRole("link", { name: "Order", exact: true }).click();
    await page.getByLabel("How many sessions?").fill(sessions);
  };

  await signInAs("Priya Lindgreen");
  await find(page, PACKAGE);
  // Ten days at £245, twelve sessions at £72 and four places at £48.
  await expect(page.getByRole("row", { name: /^Bought one by one/ })).toContainText("£3,506");
  await expect(page.locator("#package")).toContainText(/The package is £3,100(\.00)?: you save £406/);
  await looksWell("package-service");
  await page.getByRole("main").getByRole("link", { name: /^Order/ }).click();
  const years = page.getByRole("radio");
  if ((await years.count()) > 1) await years.first().check();
  await page.getByRole("button", { name: "Check your order" }).click();
  await page.getByRole("button", { name: /^(Order and confirm|Send for approval)$/ }).click();
  const waits = (await heading(page).innerText()) === "Sent for approval";
  const bought = new URL(page.url()).pathname;
  if (waits) {
    await signInAs("Samuel Achterberg");
    await page.goto(bought);
    await page.getByRole("button", { name: /^Approve/ }).click();
    await signInAs("Priya Lindgreen");
  }
  await page.goto(bought);
  await expect(page.getByRole("row", { name: new RegExp(`^${SESSION}`) })).toContainText("12 sessions");
  await looksWell("package-bought");

  // Some of it, at no cost.
  await order("5");
  await expect(page.getByRole("main")).toContainText(/has 12 of 12 sessions left/);
  await looksWell("package-order");
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(says(page, "Total including VAT")).toHaveText("£0.00");
  await expect(says(page, "From your package")).toContainText("0 of 12 were taken, and 5 are then");
  await looksWell("package-check");
  await page.getByRole("button", { name: "Order and confirm" }).click();
  await expect(heading(page)).toHaveText("Your order is placed");
  await expect(page.getByRole("main")).toContainText(`included in ${PACKAGE}`);

  // What is left of it, and that it stands as long as something is used.
  await page.goto(bought);
  const row = page.getByRole("row", { name: new RegExp(`^${SESSION}`) });
  await expect(row.getByRole("cell").nth(1)).toHaveText("5");
  await expect(row.getByRole("cell").nth(2)).toHaveText("7");
  await expect(page.getByRole("button", { name: /^Cancel/ })).toHaveCount(0);
  await looksWell("package-used");

  // Beyond it: seven at no cost, two at the usual price.
  await order("9");
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(says(page, "How many")).toContainText("9 sessions");
  await expect(says(page, "From your package")).toContainText("2 sessions beyond that");
  await expect(says(page, "Total excluding VAT")).toHaveText("£144.00");
  await looksWell("package-beyond");
  await page.getByRole("button", { name: "Order and confirm" }).click();
  await expect(heading(page)).toHaveText("Your order is placed");
  await expect(page.getByRole("row", { name: /^7 sessions: included in/ })).toContainText("£0.00");
  await expect(page.getByRole("row", { name: /^2 sessions/ })).toContainText("£144.00");
  await find(page, SESSION);
  await expect(page.getByRole("main")).toContainText(/All 12 sessions of your .* are taken/);
});

fresh("staff say what is in a package, and what cannot be stays where it was typed", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Declan Osibanjo");
  await find(page, PACKAGE);
  await page.getByRole("link", { name: /^(Change|Edit)/ }).first().click();
  await page.getByLabel("How many of service 2").fill("none");
  await page.getByText("For a yearly agreement", { exact: true }).click();
  await page.getByLabel("What a school pays in the middle of a year").selectOption("months_left");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel("How many of service 2")).toHaveValue("none");
  await expect(page.getByRole("alert")).toContainText("whole number");
  await expect(page.getByRole("alert")).toContainText("What is in a package is the same however late it is bought");
  await screenshots(page, "package-form");
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByLabel("How many of service 2").fill("15");
  await page.getByLabel("What a school pays in the middle of a year").selectOption("whole_year");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(heading(page)).toHaveText(PACKAGE);
  await expect(page.getByRole("row", { name: new RegExp(`^${SESSION}`) })).toContainText("15 sessions");
});
