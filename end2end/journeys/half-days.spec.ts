// Half days: one person comes to one school in the morning and to another in the afternoon.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, signIn } from "../fixtures.ts";
import { dayBoxes, inWords, openDays } from "../calendar.ts";

fresh("a morning is booked here and its afternoon there", { tag: "@nojs" }, async ({ page, anotherWindow, signInAs, javaScriptEnabled }) => {
  const main = page.getByRole("main");
  const heading = page.getByRole("heading", { level: 1 });
  await signInAs("Priya Lindgreen");
  await page.goto("/services?q=Counselling+for+staff");
  await page.getByRole("link", { name: "Counselling for staff", exact: true }).click();
  const service = new URL(page.url()).pathname;
  const month = await openDays(page, service, 1);
  await expect(page.getByRole("link", { name: "Mornings", exact: true })).toHaveAttribute("aria-current", "page");
  const day = await dayBoxes(page).first().inputValue();
  await dayBoxes(page).first().check({ force: true });
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  await screenshots(page, "half-days");
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(heading).toHaveText(/Check before you book$/);
  await expect(main).toContainText(`${inWords(day)} (morning)`);
  await page.getByRole("link", { name: "Change" }).first().click();
  await expect(page.locator(`input[name=day][value="${day}"]`)).toBeChecked();
  await page.getByRole("button", { name: "Check your order" }).click();
  await page.getByRole("button", { name: "Book and confirm" }).click();
  await expect(heading).toHaveText("Your days are booked");
  await expect(page.getByRole("row", { name: new RegExp(inWords(day)) })).toContainText("(morning)");
  const order = new URL(page.url()).pathname;

  // The afternoon of the same day, by a stale address that says no half, and then by the page.
  await page.goto(`${service}/check?day=${day}`);
  await expect(heading).toHaveText("Choose mornings or afternoons");
  await page.goto(`${service}/days?month=${month}`);
  await page.getByRole("link", { name: "Afternoons", exact: true }).click();
  await page.locator(`input[name=day][value="${day}"]`).check({ force: true });
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(main).toContainText(`${inWords(day)} (afternoon)`);
  await page.getByRole("button", { name: "Book and confirm" }).click();
  await expect(heading).toHaveText("Your days are booked");

  // A morning is moved to a morning.
  await page.goto(order);
  await page.getByRole("link", { name: /^Move/ }).first().click();
  await expect(main).toContainText(`Booked: ${inWords(day)} in the morning.`);
  await expect(main).toContainText("Free mornings");

  // Whoever delivers sees both halves in the week, and keeps halves in the days of work.
  const other = await anotherWindow();
  await signIn(other, "Rosa Delamarre");
  await other.goto(`/bookings/week?day=${day}`);
  const table = other.getByRole("table", { name: new RegExp(inWords(day)) });
  await expect(table).toContainText("(morning)");
  await expect(table).toContainText("(afternoon)");
  await screenshots(other, "half-days-week");
  await other.goto(`${service}/pool`);
  await other.locator("table").first().getByRole("link").first().click();
  await other.getByText("Half days", { exact: true }).click();
  await other.getByLabel("Monday mornings", { exact: true }).first().check({ force: true });
  await other.getByRole("button", { name: "Save the days of work" }).click();
  await expect(other.getByRole("main")).toContainText(/Works: Mon morning/);
  expect(await overflowOnPhone(other)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(other)).toEqual([]);
});
