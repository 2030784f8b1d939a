// Picking days with JavaScript: months come and go in the page, and what is ticked stays ticked.

import { type Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";

async function counselling(page: Page, month: string): Promise<void> {
  await page.goto("/services?q=counsellors");
  await page.getByRole("link", { name: "Counselling for pupils", exact: true }).click();
  await page.goto(`${page.url()}/days?month=${month}`);
  // The buttons show themselves once the page has woken.
  await expect(page.getByRole("button", { name: "Every Tuesday this term" })).toBeVisible();
}

const boxes = (page: Page) => page.locator("input[name=day][type=checkbox]");
const said = (page: Page) => page.locator("leptos-island [aria-live]");

/** Every day that the form would send. */
async function sent(page: Page): Promise<string[]> {
  const days = await page.locator("form[action$='/check']").first().evaluate((form: HTMLFormElement) => new FormData(form).getAll("day"));
  return days.map(String).sort();
}

test("days of several months are chosen without leaving the page", async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  await counselling(page, "2027-02");
  const address = page.url();
  await boxes(page).first().check({ force: true });
  await expect(said(page)).toHaveText(/^1 day chosen: £245\.00 excluding VAT\.$/);
  const [first] = await sent(page);
  const next = page.getByRole("link", { name: "March 2027" });
  await next.focus();
  await next.press("Enter");
  await expect(page.getByRole("group", { name: "March 2027" })).toBeVisible();
  // Whoever goes on by keyboard can go on.
  await expect(page.getByRole("link", { name: "April 2027" })).toBeFocused();
  await boxes(page).nth(2).check({ force: true });
  await expect(said(page)).toHaveText(/^2 days chosen: £490\.00/);
  expect(await sent(page)).toContain(first);
  expect(page.url()).toBe(address);
  await page.getByRole("link", { name: "February 2027" }).click();
  await expect(page.getByRole("group", { name: "February 2027" })).toBeVisible();
  await expect(boxes(page).first()).toBeChecked();
  expect(await sent(page)).toHaveLength(2);
  await boxes(page).first().uncheck({ force: true });
  await expect(said(page)).toHaveText(/^1 day chosen/);
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(page.getByRole("main")).toContainText("March 2027");
  await expect(page.getByRole("main")).not.toContainText("February 2027");
});

test("every Tuesday of the term is chosen at once, and all days are cleared", async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  await counselling(page, "2027-01");
  await page.getByRole("button", { name: "Every Tuesday this term" }).click();
  await expect(said(page)).toHaveText(/^\d+ days chosen: £/);
  const days = await sent(page);
  expect(days.length).toBeGreaterThan(5);
  expect(new Set(days).size).toBe(days.length);
  for (const day of days) {
    expect(new Date(`${day}T12:00:00Z`).getUTCDay(), day).toBe(2);
    expect(day > "2027-01-01" && day <= "2027-03-25", day).toBe(true);
  }
  await expect(said(page)).toContainText(`${days.length} days chosen`);
  await page.getByRole("button", { name: "Clear all days" }).click();
  await expect(said(page)).toHaveText("No days chosen yet.");
  expect(await sent(page)).toEqual([]);
});
