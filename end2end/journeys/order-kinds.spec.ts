// A school orders what is not picked from a calendar: an agreement, billed by its own financial
// years, and so many meetings. The provider sees both.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, find, fresh, overflowOnPhone, says, screenshots } from "../fixtures.ts";

/** Every amount on a page, in pence. */
const pence = (text: string): number[] =>
  [...text.matchAll(/£([\d,]+)\.(\d\d)/g)].map(([, pounds = "0", rest = "0"]) => Number(pounds.replaceAll(",", "")) * 100 + Number(rest));

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

fresh("a maintained school agrees on clerking for a year and pays in two parts", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Priya Lindgreen");
  await find(page, "Clerking of your governing body");
  await page.getByRole("link", { name: /^Order for 20\d\d–\d\d$/ }).click();
  await expect(heading(page)).toHaveText(/Order$/);
  await screenshots(page, "order-year");
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(heading(page)).toHaveText(/Check before you order$/);
  // The parts are what the whole is, to the penny.
  const parts = pence(await says(page, "How it is billed").innerText());
  expect(parts).toHaveLength(2);
  const [whole] = pence(await says(page, "Total excluding VAT").innerText());
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole);
  await expect(page.getByRole("main")).toContainText("31 Mar");
  await screenshots(page, "check-year");
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Order and confirm" }).click();
  await expect(heading(page)).toHaveText("Your order is placed");
  await page.goto(new URL(page.url()).pathname);
  await expect(page.getByRole("row", { name: /months/ })).toHaveCount(2);
  await expect(page.getByRole("row", { name: /Ordered/ })).toHaveCount(2);
  await screenshots(page, "order-year-placed");
  // Whoever would order it again is told.
  await find(page, "Clerking of your governing body");
  await page.getByRole("link", { name: /^Order for / }).click();
  await expect(page.getByRole("main")).toContainText(/Your school has this for 20\d\d–\d\d already/);
});

fresh("so many meetings are ordered with a wish and a note", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Priya Lindgreen");
  await find(page, "Clerking: one more meeting or panel");
  await page.getByRole("link", { name: "Order", exact: true }).click();
  await page.getByLabel("How many items?").fill("none");
  await page.getByLabel("A note to whoever delivers it (optional)").fill("Ring the office first.");
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Enter a whole number, like 412");
  await expect(page.getByLabel("A note to whoever delivers it (optional)")).toHaveValue("Ring the office first.");
  await screenshots(page, "order-quantity");
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByLabel("How many items?").fill("2");
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(says(page, "How many")).toContainText("2 items");
  await expect(says(page, "Total excluding VAT")).toHaveText("£330.00");
  await screenshots(page, "check-quantity");
  await page.getByRole("button", { name: "Order and confirm" }).click();
  await expect(heading(page)).toHaveText("Your order is placed");
  await expect(page.getByRole("main")).toContainText("Ring the office first.");
  const reference = /CP-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await page.getByRole("main").innerText())?.[0] ?? "none";

  await signInAs("Declan Osibanjo");
  await page.goto(`/search?q=${reference}`);
  await page.getByRole("main").getByRole("link", { name: new RegExp(reference) }).click();
  await expect(page.getByRole("main")).toContainText("2 items");
});
