// A school says that a delivery is not right; the provider stands by it, and the partnership decides.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, signIn } from "../fixtures.ts";
import { counselling, dayBoxes, inWords, openDays } from "../calendar.ts";

fresh("a delivery that is not right is disputed, answered and decided", { tag: "@nojs" }, async ({ page, world, signInAs, javaScriptEnabled }) => {
  const checked = async (name: string) => {
    await screenshots(page, name);
    expect(await overflowOnPhone(page)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  };
  const main = page.getByRole("main");
  await signInAs("Priya Lindgreen");
  await openDays(page, await counselling(page), 1);
  const box = dayBoxes(page).first();
  await box.check({ force: true });
  const day = await box.inputValue();
  await page.getByRole("button", { name: "Check your order" }).click();
  await page.getByRole("button", { name: "Book and confirm" }).click();
  await expect(page).toHaveURL(/\/orders\/order_[0-9a-f]{32}\?placed/);
  const order = new URL(page.url()).pathname;
  const id = order.split("/").at(-1) ?? "";

  await world.setClock(`${day}T15:00:00Z`);
  await signIn(page, "Rosa Delamarre");
  await page.goto("/bookings");
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="/bookings/${id}"]`) });
  // What was not confirmed before stands first.
  const next = page.getByRole("navigation", { name: "Bookings" }).getByRole("link", { name: "Next" });
  while ((await row.count()) === 0) await next.click();
  await expect(row.getByRole("link", { name: "We came and could not work" })).toHaveCount(1);
  await row.getByRole("button", { name: "Confirm delivered" }).click();
  await expect(main).toContainText("Confirmed as delivered");

  await signIn(page, "Priya Lindgreen");
  await page.goto("/orders?state=to_check");
  await page.locator(`a[href="${order}"]`).click();
  await expect(main).toContainText("If you say nothing, it counts as agreed.");
  await checked("is-this-right");
  await page.getByRole("link", { name: "Something is not right" }).click();
  await page.getByLabel("What happened?").fill("She left at noon.");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel("What happened?")).toHaveValue("She left at noon.");
  await checked("what-is-not-right");
  await page.getByLabel("It was shorter, or less, than was booked").check({ force: true });
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page).toHaveURL(new RegExp(`${order}$`));
  await expect(main).toContainText("Until it is settled, it comes onto no invoice.");

  await signIn(page, "Rosa Delamarre");
  await page.getByRole("link", { name: "See what, and answer" }).click();
  const disputed = page.getByRole("row").filter({ has: page.locator(`a[href="/bookings/${id}"]`) });
  await checked("bookings-disputed");
  await disputed.getByRole("link", { name: "Answer the school" }).click();
  await expect(main).toContainText("She left at noon.");
  await page.getByLabel("Stand by it: the partnership decides").check({ force: true });
  await page.getByLabel("What do you say to the school?").fill("She was asked to leave at noon, and had been there since eight.");
  await checked("answer-the-school");
  await page.getByRole("button", { name: "Send your answer" }).click();
  await expect(main).toContainText("stands by it");

  await signIn(page, "Declan Osibanjo");
  await page.goto("/");
  await page.getByRole("link", { name: /^Decide on \d+ disputed deliver(y|ies)/ }).click();
  await page.locator(`a[href="${order}"]`).click();
  await page.getByRole("link", { name: "Decide", exact: true }).click();
  await page.getByLabel("It was delivered in part").check({ force: true });
  await page.getByLabel("For how much, if in part?").fill("122.50");
  await page.getByLabel("Why?").fill("Half of the day was worked.");
  await checked("decide-dispute");
  await page.getByRole("button", { name: "Decide" }).click();
  await expect(main).toContainText("Less was delivered than was confirmed, and only that is paid for.");
  await expect(page.getByRole("row", { name: new RegExp(inWords(day)) })).toContainText("£122.50");
  await checked("order-settled");
});
