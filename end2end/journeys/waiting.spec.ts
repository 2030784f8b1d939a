// A school books a day, moves it, waits for one that is full, and reads its bookings in a calendar of its
// own; whoever keeps the pool sees who waits, in which order and why.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, signIn } from "../fixtures.ts";
import { counselling, dayBoxes, fillDate, inWords, openDays } from "../calendar.ts";

/** The Sunday after a day: nobody works, so that everybody waits. */
function sundayAfter(day: string): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 7 - date.getUTCDay());
  return date.toISOString().slice(0, 10);
}

fresh("a day is moved, waited for, and read in a calendar", { tag: "@nojs" }, async ({ page, request, signInAs, javaScriptEnabled }) => {
  const checked = async (name: string) => {
    await screenshots(page, name);
    expect(await overflowOnPhone(page)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  };
  const main = page.getByRole("main");
  await signInAs("Priya Lindgreen");
  const service = await counselling(page);
  await openDays(page, service, 2);
  const box = dayBoxes(page).first();
  await box.check({ force: true });
  const day = await box.inputValue();
  await page.getByRole("button", { name: "Check your order" }).click();
  await page.getByRole("button", { name: "Book and confirm" }).click();
  await expect(page).toHaveURL(/\/orders\/order_[0-9a-f]{32}\?placed/);

  await page.getByRole("link", { name: "Move this day" }).click();
  await expect(main).toContainText("Moving this day costs nothing");
  await checked("move-day");
  const to = (await page.getByLabel("New day").locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value).filter(Boolean))).at(-1) ?? "";
  await page.getByLabel("New day").selectOption(to);
  await page.getByRole("button", { name: "Move the day" }).click();
  await expect(page).toHaveURL(/\/orders\/order_[0-9a-f]{32}$/);
  await expect(main).toContainText(inWords(to));
  await expect(main).not.toContainText(inWords(day));

  await page.goto(`${service}/days`);
  await page.getByRole("link", { name: "Put your school on the waiting list" }).click();
  await expect(main).toContainText("has the fewest days of this service");
  await checked("waiting-list-school");
  await page.getByRole("button", { name: "Put us on the waiting list" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  const sunday = sundayAfter(to);
  await fillDate(page, "Which day?", sunday);
  await page.getByRole("button", { name: "Put us on the waiting list" }).click();
  await expect(main).toContainText(`Your school waits: ${inWords(sunday)}`);

  await page.goto("/orders");
  await page.getByRole("link", { name: "See booked days in your own calendar" }).click();
  await page.getByRole("button", { name: /^Make an? (new )?address$/ }).click();
  await expect(main).toContainText("Copy it now: it is shown this once.");
  await checked("calendar-link");
  const address = new URL((await main.getByText(/calendar\.ics\?token=/).first().innerText()).trim());
  const calendar = await request.get(`${address.pathname}${address.search}`);
  expect(calendar.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
  expect(calendar.headers()["x-robots-tag"]).toContain("noindex");
  expect(calendar.headers()["set-cookie"]).toBeUndefined();
  expect(await calendar.text()).toContain(`DTSTART;VALUE=DATE:${to.replaceAll("-", "")}`);
  await page.goto("/calendar");
  await page.getByRole("button", { name: "Withdraw the address" }).click();
  await expect(main).toContainText("There is no address yet.");
  expect((await request.get(`${address.pathname}${address.search}`)).status()).toBe(404);

  await signIn(page, "Declan Osibanjo");
  await page.goto(`${service}/pool/waiting`);
  await expect(page.getByRole("row").filter({ hasText: inWords(sunday) })).toHaveCount(1);
  await checked("waiting-list");
});
