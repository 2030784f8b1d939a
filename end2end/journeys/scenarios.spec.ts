// The small partnerships of the demo, each like another area's: what is special about it is found and
// ordered, with JavaScript and without.

import { type Page } from "@playwright/test";
import { dayBoxes, openDays } from "../calendar.ts";
import { accessibilityProblems, expect, find, overflowOnPhone, says, screenshots, test } from "../fixtures.ts";

const main = (page: Page) => page.getByRole("main");
const heading = (page: Page) => page.getByRole("heading", { level: 1 });

async function checked(page: Page, name: string, javaScriptEnabled: boolean | undefined): Promise<void> {
  await screenshots(page, name);
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
}

/** Sends what was checked, and is told so. */
async function order(page: Page): Promise<void> {
  await expect(heading(page)).toHaveText(/Check before you order$/);
  await page.getByRole("button", { name: /Order and confirm|Send for approval/ }).click();
  await expect(page).toHaveURL(/\/orders\/order_[0-9a-f]{32}\?placed/);
}

/** Every amount on a page, in pence. */
const pence = (text: string): number[] =>
  [...text.matchAll(/£([\d,]+)\.(\d\d)/g)].map(([, pounds = "0", rest = "0"]) => Number(pounds.replaceAll(",", "")) * 100 + Number(rest));

/** Ticks the first free days of a month with so many, from the page of the service on, and checks them. */
async function chooseDays(page: Page, count: number): Promise<void> {
  await openDays(page, new URL(page.url()).pathname, count);
  for (let index = 0; index < count; index += 1) await dayBoxes(page).nth(index).check({ force: true });
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(heading(page)).toHaveText(/Check before you book$/);
}

/** Books what was checked, and is told so. */
async function book(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Book and confirm|Send for approval/ }).click();
  await expect(page).toHaveURL(/\/orders\/order_[0-9a-f]{32}\?placed/);
}

test("S2: the council's services stand beside the partnership's own", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Rukhsana Tolliver");
  await page.goto("/services");
  await expect(main(page)).toContainText("London Borough of Camden");
  await expect(main(page)).toContainText("A practitioner-led hub, by the year");
  await expect(page.getByLabel("Category").locator("option", { hasText: "Payroll (1)" })).toHaveCount(1);
  await find(page, "Payroll from the council");
  await expect(main(page)).toContainText(/£9 for each of your [\d,]+ pupils/);
  await expect(says(page, "Sold through")).toHaveText("Camden Learning");
  await expect(says(page, "Who pays")).toHaveText("Your school");
  await checked(page, "s2-payroll", javaScriptEnabled);
});

test("S3: a supply day shows where each pound goes", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Bashir Penhaligon");
  await find(page, "A supply teacher for a day");
  const [, told = ""] = (await main(page).innerText()).split("Where the money goes");
  const parts = pence(told.split("As the partnership states it")[0] ?? "");
  expect(parts.length).toBeGreaterThan(5);
  // To the penny what the day costs.
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(21_500);
  await expect(main(page)).toContainText("You pay £215 a day.");
  await checked(page, "s3-supply", javaScriptEnabled);
  await chooseDays(page, 1);
  await expect(says(page, "Total excluding VAT")).toHaveText("£215.00");
  await checked(page, "s3-check", javaScriptEnabled);
  await book(page);
});

test("S4: the core offer is paid by the pupil, and a consultant on top of it by the day", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Kwabena Sedgewick");
  await find(page, "A consultant, by the day");
  await expect(says(page, "Who pays")).toHaveText(/first/i);
  await checked(page, "s4-consultant", javaScriptEnabled);
  // The first day of the year is in the membership, the second is traded.
  await chooseDays(page, 2);
  await expect(says(page, "Total excluding VAT")).toHaveText("£480.00");
  await checked(page, "s4-check", javaScriptEnabled);
  await book(page);
  await signInAs("Dorothea Blackwood");
  await page.goto("/partnership");
  await expect(main(page)).toContainText("£19");
  await checked(page, "s4-level", javaScriptEnabled);
});

test("S5: what is in the membership says so, and costs nothing to join", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Jocasta Mehra");
  await page.goto("/services");
  await expect(main(page)).toContainText("In your membership");
  await find(page, "Subject networks, by the year");
  await expect(says(page, "Who pays")).toHaveText("In your membership");
  await page.getByRole("link", { name: /^Order for 20\d\d–\d\d$/ }).click();
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(says(page, "Total including VAT")).toHaveText("£0.00");
  await checked(page, "s5-network", javaScriptEnabled);
  await order(page);
});

test("S7: the partnership pays the larger part of a place", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Ignatius Doherty");
  await find(page, "Leadership course, by the place");
  await expect(says(page, "Who pays")).toHaveText("The partnership pays £450 of it, your school the rest");
  await page.getByRole("link", { name: /Leading a school, this year’s course/ }).click();
  await page.getByLabel("How many places?").fill("2");
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(says(page, "Total excluding VAT")).toHaveText("£300.00");
  await checked(page, "s7-places", javaScriptEnabled);
  await order(page);
});

test("S9: what is free until a day says from when it costs", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Evangeline Rourke");
  await page.goto("/partnership");
  await expect(main(page)).toContainText("£8 a pupil a year");
  await checked(page, "s9-level", javaScriptEnabled);
  await signInAs("Faisal Thistlewood");
  await find(page, "A cluster’s project, by the year");
  await page.getByRole("link", { name: /^Order for 20\d\d–\d\d$/ }).click();
  await page.getByRole("button", { name: "Check your order" }).click();
  await checked(page, "s9-cluster", javaScriptEnabled);
  await order(page);
});

test("S14: a member buys hours of another's, and a school gives", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Desmond Ravensworth");
  await find(page, "A school business manager who helps yours, by the hour");
  await page.getByRole("link", { name: "Order", exact: true }).click();
  await page.getByLabel("How many hours?").fill("3");
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(says(page, "Total excluding VAT")).toHaveText("£84.00");
  await checked(page, "s14-hours", javaScriptEnabled);
  await order(page);
  await page.goto("/services");
  await expect(main(page)).toContainText("Leading mathematics: half a day with our team");
});
