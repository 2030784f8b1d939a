// Picking days: months come and go in the page, what is ticked stays ticked, all of it by keyboard;
// and the same without JavaScript, by a list of dates.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, overflowOnPhone, test } from "../fixtures.ts";
import { counselling, dayBoxes, daysToOrder, fillDate, inWords, money, monthInWords, monthsAfter, openDays, termOf } from "../calendar.ts";

/** What a day of counselling costs a member, in pence. */
const DAY = 24_500;

/** Opens a month of which the whole term is still to come, and waits until the page has woken. */
async function awake(page: Page): Promise<string> {
  const month = await openDays(page, await counselling(page), 10);
  // The buttons show themselves once the page has woken.
  await expect(page.getByRole("button", { name: "Every Tuesday this term" })).toBeVisible();
  return month;
}

const said = (page: Page) => page.locator("leptos-island [aria-live]");
const chosen = (count: number) => `${count} ${count === 1 ? "day" : "days"} chosen: ${money(count * DAY)} excluding VAT.`;

/** Every day that the form would send. */
async function sent(page: Page): Promise<string[]> {
  const days = await page.locator("form[action$='/check']").first().evaluate((form: HTMLFormElement) => new FormData(form).getAll("day"));
  return days.map(String).sort();
}

/** Presses Tab until something is focused, and fails after a hundred times. */
async function tabTo(page: Page, what: ReturnType<Page["locator"]>): Promise<void> {
  for (let count = 0; count < 100; count += 1) {
    await page.keyboard.press("Tab");
    if (await what.evaluateAll((found) => found.includes(document.activeElement as HTMLElement))) return;
  }
  throw new Error("It cannot be reached by keyboard");
}

/** Every such day of the week in a term, from the beginning of a month on: Sunday is 0. */
function everyWeek(month: string, weekday: number): string[] {
  const days: string[] = [];
  const { last } = termOf(`${month}-10`);
  for (let date = new Date(`${month}-01T12:00:00Z`); date.toISOString().slice(0, 10) <= last; date.setUTCDate(date.getUTCDate() + 1)) {
    if (date.getUTCDay() === weekday) days.push(date.toISOString().slice(0, 10));
  }
  return days;
}

test("days of several months are chosen by keyboard alone", async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  const month = await awake(page);
  const [next, after] = [monthInWords(monthsAfter(month, 1)), monthInWords(monthsAfter(month, 2))];
  const address = page.url();
  await tabTo(page, dayBoxes(page).first());
  // Whoever cannot see the box sees where they are: its day has the focus.
  const ring = await dayBoxes(page).first().locator("..").evaluate((day) => getComputedStyle(day));
  expect(`${ring.outlineStyle} ${ring.boxShadow}`).not.toBe("none none");
  await page.keyboard.press("Space");
  await expect(said(page)).toHaveText(chosen(1));
  const [first = ""] = await sent(page);
  expect(first.slice(0, 7)).toBe(month);

  const link = page.getByRole("button", { name: next });
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: next })).toBeVisible();
  // Whoever goes on by keyboard can go on.
  await expect(page.getByRole("button", { name: after })).toBeFocused();
  const free = dayBoxes(page).first();
  const second = await free.inputValue();
  await tabTo(page, free);
  await page.keyboard.press("Space");
  await expect(said(page)).toHaveText(chosen(2));
  expect(await sent(page)).toEqual([first, second]);
  expect(page.url()).toBe(address);

  await page.getByRole("button", { name: monthInWords(month) }).press("Enter");
  await expect(page.getByRole("group", { name: monthInWords(month) })).toBeVisible();
  await expect(dayBoxes(page).first()).toBeChecked();
  expect(await accessibilityProblems(page)).toEqual([]);
  await dayBoxes(page).first().press("Space");
  await expect(said(page)).toHaveText(chosen(1));
  expect(await sent(page)).toEqual([second]);

  await page.getByRole("button", { name: "Check your order" }).press("Enter");
  const main = page.getByRole("main");
  await expect(main).toContainText(inWords(second));
  await expect(main).not.toContainText(inWords(first));
  await expect(main).toContainText(money((DAY * 6) / 5));
  expect(await accessibilityProblems(page)).toEqual([]);
});

test("every Tuesday of the term is chosen at once by keyboard, and all days are cleared", async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  const month = await awake(page);
  await tabTo(page, page.getByRole("button", { name: "Every Tuesday this term" }));
  await page.keyboard.press("Enter");
  await expect(said(page)).toHaveText(/^\d+ days chosen: £/);
  const days = await sent(page);
  const tuesdays = everyWeek(month, 2);
  expect(days.length).toBeGreaterThan(2);
  expect(new Set(days).size).toBe(days.length);
  // Only Tuesdays of this term; and every one of the month shown that can be had.
  expect(days.filter((day) => !tuesdays.includes(day))).toEqual([]);
  const shown = await dayBoxes(page).evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  expect(days.filter((day) => day.startsWith(month))).toEqual(shown.filter((day) => tuesdays.includes(day)));
  await expect(said(page)).toContainText(chosen(days.length));
  // Tuesdays that everybody is booked on are told, here and where the order is checked.
  const full = await page.locator("[data-full]").evaluateAll((places) => places.map((place) => place.getAttribute("data-full") ?? ""));
  for (const day of full.filter((one) => tuesdays.includes(one))) await expect(said(page)).toContainText(inWords(day));
  // A second weekday is added to the first.
  await page.getByRole("button", { name: "Every Wednesday this term" }).press("Enter");
  await expect(said(page)).not.toContainText(chosen(days.length));
  const both = await sent(page);
  expect(both).toEqual(expect.arrayContaining(days));
  const wednesdays = everyWeek(month, 3);
  expect(both.filter((day) => !days.includes(day)).every((day) => wednesdays.includes(day))).toBe(true);
  await page.getByRole("button", { name: "Clear all days" }).press("Enter");
  await expect(said(page)).toHaveText("No days chosen yet.");
  expect(await sent(page)).toEqual([]);
});

test("a day every week is had by a list of dates", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Priya Lindgreen");
  const service = await counselling(page);
  const month = await openDays(page, service, 10);
  const shown = await dayBoxes(page).evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  const { last } = termOf(`${month}-10`);
  await page.getByText("The same day every week").click();
  await page.getByLabel("Day of the week").selectOption("Thursday");
  await fillDate(page, "First day", `${month}-01`);
  await fillDate(page, "Last day", last);
  await page.getByRole("button", { name: "Check these days" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Check before you book$/);

  const thursdays = everyWeek(month, 4);
  const listed = await daysToOrder(page);
  expect(listed.length).toBeGreaterThan(2);
  expect(listed.filter((day) => !thursdays.includes(day))).toEqual([]);
  expect(listed.filter((day) => day.startsWith(month))).toEqual(shown.filter((day) => thursdays.includes(day)));
  const main = page.getByRole("main");
  for (const day of listed) await expect(main).toContainText(inWords(day));
  await expect(main).toContainText(money(listed.length * DAY));
  await expect(main).toContainText(money((listed.length * DAY * 6) / 5));
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
});

test("days of two months are one order, and each can be taken off", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  const month = await openDays(page, await counselling(page), 3);
  const next = monthsAfter(month, 1);
  const [first, taken] = [await dayBoxes(page).nth(0).inputValue(), await dayBoxes(page).nth(2).inputValue()];
  for (const index of [0, 2]) await dayBoxes(page).nth(index).check({ force: true });
  await page.getByRole("button", { name: monthInWords(next), exact: true }).click();
  await expect(page.getByRole("group", { name: monthInWords(next) })).toBeVisible();
  await expect(said(page)).toHaveText(chosen(2));
  const others = page.getByRole("group", { name: "Chosen in other months" });
  await others.getByLabel(inWords(taken)).uncheck();
  const box = dayBoxes(page).first();
  const second = await box.inputValue();
  await box.check({ force: true });
  expect(await sent(page)).toEqual([first, second]);
  await page.getByRole("button", { name: "Check your order" }).click();
  const main = page.getByRole("main");
  for (const day of [first, second]) await expect(main).toContainText(inWords(day));
  await expect(main).not.toContainText(inWords(taken));
  await expect(main).toContainText(money((2 * DAY * 6) / 5));
});

test("what is ticked in the list is what is checked, and no day is an answer too", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  const month = await openDays(page, await counselling(page), 3);
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(page.getByRole("main")).toContainText("Choose at least one day on which somebody is free.");
  await page.goBack();
  const boxes = dayBoxes(page);
  const days = [await boxes.nth(0).inputValue(), await boxes.nth(2).inputValue()];
  for (const index of [0, 2]) await boxes.nth(index).check({ force: true });
  await page.getByRole("button", { name: "Check your order" }).click();
  const listed = await daysToOrder(page);
  expect(listed).toEqual(days);
  expect(days.every((day) => day.startsWith(month))).toBe(true);
});
