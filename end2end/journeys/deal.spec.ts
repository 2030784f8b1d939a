// Journey B: a school says what it pays now and signs up; the price falls for everybody who looks on;
// at closing the deal is met or is not going ahead, and everybody sees which.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, signIn, test } from "../fixtures.ts";
import { money } from "../calendar.ts";

const SCHOOL = "Brindlewick Church of England Primary School";

/** Opens the deal that is open in the demo world, and returns its address. */
async function openDeal(page: Page): Promise<string> {
  await page.goto("/deals");
  await page.getByRole("link", { name: "HR advice and payroll", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("HR advice and payroll");
  return new URL(page.url()).pathname;
}

/** Opens a deal's page with all of who is in, and waits until it listens to what happens there. */
async function watch(page: Page, deal: string): Promise<void> {
  const stream = page.waitForResponse((response) => response.url().endsWith(`${deal}/live`));
  await page.goto(`${deal}?schools=all`);
  expect((await stream).status()).toBe(200);
}

/** How many schools a deal's page says are in, and how many pupils together. */
async function standing(page: Page): Promise<{ schools: number; pupils: number }> {
  const sentence = (await page.locator("#schools-in").textContent()) ?? "";
  const schools = /^(\d+) schools have signed up\. That is enough for the deal to go ahead\.$/.exec(sentence)?.[1];
  const drawn = (await page.locator("#stairs svg").textContent()) ?? "";
  const pupils = /(?:Today|At closing) ([\d,]+) pupils/.exec(drawn)?.[1]?.replaceAll(",", "");
  expect([schools, pupils], `"${sentence}", "${drawn}"`).not.toContain(undefined);
  return { schools: Number(schools), pupils: Number(pupils) };
}

/** Signs the tour's school up as its head; what it pays now is known. */
async function headSignsUp(page: Page, deal: string): Promise<void> {
  await signIn(page, "Grace Nakamoura");
  await page.goto(`${deal}/sign-up`);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Sign up for your school" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${SCHOOL} has signed up`);
}

fresh("a school signs up, and number and price move in another window", async ({ page, anotherWindow }) => {
  const onlooker = await anotherWindow();
  await signIn(onlooker, "Farah Kowalski");
  const deal = await openDeal(onlooker);
  await watch(onlooker, deal);
  const before = await standing(onlooker);
  const missing = 9_000 - before.pupils;
  await expect(onlooker.locator("#price-now")).toHaveText("£20.60");
  await expect(onlooker.locator("#next-step")).toHaveText(`${missing} more pupils and everybody pays £19.40.`);
  await onlooker.evaluate(() => document.body.setAttribute("data-same-page", ""));

  await headSignsUp(page, deal);

  await expect(onlooker.locator("#price-now")).toHaveText("£19.40");
  await expect(onlooker.locator("#schools-in")).toHaveText(
    `${before.schools + 1} schools have signed up. That is enough for the deal to go ahead.`,
  );
  await expect(onlooker.locator("#next-step")).toHaveText("The lowest price has been reached.");
  await expect(onlooker.locator(".cp-live")).toContainText("£19.40 now. The lowest price has been reached.");
  expect((await standing(onlooker)).pupils).toBeGreaterThanOrEqual(9_000);
  // It moved; the page was not loaded again.
  await expect(onlooker.locator("body[data-same-page]")).toHaveCount(1);

  // Leaving puts everything back, as live.
  await page.goto(`${deal}/leave`);
  await page.getByRole("main").getByRole("button", { name: "Leave the deal" }).click();
  await expect(page).toHaveURL(new RegExp(`${deal}$`));
  await expect(onlooker.locator("#price-now")).toHaveText("£20.60");
  await expect(onlooker.locator("#next-step")).toHaveText(`${missing} more pupils and everybody pays £19.40.`);
  await expect.poll(() => standing(onlooker)).toEqual(before);
});

fresh("what moves and what stands on a page never differ, up to the closing", async ({ page, world, anotherWindow }) => {
  const buyer = await anotherWindow();
  const lead = await anotherWindow();
  await signIn(buyer, "Joanna Sandhurst");
  await signIn(lead, "Farah Kowalski");
  const deal = await openDeal(buyer);
  for (const window of [buyer, lead]) {
    await watch(window, deal);
    await window.evaluate(() => document.body.setAttribute("data-same-page", ""));
  }
  const schools = (await standing(lead)).schools;
  const signUp = buyer.getByRole("main").getByRole("link", { name: "Sign up", exact: true });
  await expect(signUp).toBeVisible();
  const table = buyer.locator("#stairs summary");
  await table.click();

  await headSignsUp(page, deal);

  for (const window of [buyer, lead]) {
    await expect(window.locator("#who-is-in tbody tr")).toHaveCount(schools + 1);
    expect((await standing(window)).schools).toBe(schools + 1);
    await expect(window.locator("#who-is-in").getByRole("row", { name: new RegExp(SCHOOL) })).toBeVisible();
  }
  await expect(signUp).toHaveCount(0);
  await expect(buyer.getByRole("main")).toContainText("Your school has signed up.");
  await expect(buyer.locator("#deal-figures")).toContainText("You save");
  await expect(buyer.locator("#effect")).toBeEmpty();
  // What was unfolded stays unfolded, and the keyboard where it was.
  await expect(buyer.locator("#stairs details")).toHaveAttribute("open");
  await expect(table).toBeFocused();

  // Two hours before the closing everybody is there again.
  const closing = await closingTime(buyer);
  await world.setClock(new Date(closing - 2 * 3_600_000).toISOString());
  await signIn(buyer, "Joanna Sandhurst");
  await signIn(lead, "Farah Kowalski");
  for (const window of [buyer, lead]) {
    await watch(window, deal);
    await window.evaluate(() => document.body.setAttribute("data-same-page", ""));
    await expect(window.locator("#deal-facts")).toContainText("Open");
  }
  const leave = buyer.getByRole("main").getByRole("link", { name: "Leave the deal" });
  await leave.focus();
  await world.setClock(new Date(closing + 60_000).toISOString());
  await world.doJobs();
  for (const window of [buyer, lead]) {
    await expect(window.getByRole("main")).toContainText(`Going ahead with ${schools + 1} schools`);
    await expect(window.locator("#deal-facts")).not.toContainText("Open");
    await expect(window.getByRole("main").getByRole("link", { name: "Withdraw the deal" })).toHaveCount(0);
    await expect(window.locator("#page-is-older")).toBeHidden();
    await expect(window.locator("body[data-same-page]")).toHaveCount(1);
  }
  await expect(leave).toHaveCount(0);
  // What the keyboard was on is gone: it stands at its place, not at the top of the page.
  await expect(buyer.locator("#deal-next")).toBeFocused();
  expect(await accessibilityProblems(buyer)).toEqual([]);
});

fresh("a school says what it pays, shows its last invoice and signs up", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Grace Nakamoura");
  const deal = await openDeal(page);
  const before = await standing(page);
  await page.getByRole("link", { name: "Sign up", exact: true }).click();
  await expect(page.getByLabel("How many pupils?")).toHaveValue(/^\d+$/);
  const pupils = Number(await page.getByLabel("How many pupils?").inputValue());

  // What is wrong is said, and what was typed stays.
  await page.getByLabel("Something else: say what, below").check({ force: true });
  await page.getByLabel("How much a year for these pupils, excluding VAT?").fill("about ten");
  await page.getByLabel("Purchase order number (optional)").fill("PO-2290");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("alert").getByRole("link")).not.toHaveCount(0);
  await expect(page.getByLabel("How much a year for these pupils, excluding VAT?")).toHaveValue("about ten");
  await expect(page.getByLabel("Purchase order number (optional)")).toHaveValue("PO-2290");

  await page.getByLabel("Who do you pay?").fill("Marlowe Payroll Bureau");
  await page.getByLabel("How much a year for these pupils, excluding VAT?").fill("15,000");
  await page.getByLabel("Your last invoice or contract").setInputFiles({
    name: "Marlowe invoice.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("What,A year\nPayroll,15000.00\n"),
  });
  await page.getByRole("button", { name: "Continue" }).click();

  const cost = pupils * 1_940;
  const main = page.getByRole("main");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Check your answers$/);
  await expect(main).toContainText("£15,000 a year to Marlowe Payroll Bureau (Marlowe invoice.csv)");
  await expect(main).toContainText("£19.40 per pupil a year, excluding VAT");
  await expect(main).toContainText(`${money(cost).replace(/\.00$/, "")} a year, excluding VAT`);
  await expect(main).toContainText(`${money(1_500_000 - cost).replace(/\.00$/, "")} less a year`);
  await expect(main).toContainText("PO-2290");
  await screenshots(page, "deal-check");
  await page.getByRole("button", { name: "Sign up for your school" }).click();

  await expect(page).toHaveURL(/\/signed-up$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${SCHOOL} has signed up`);
  await expect(main).toContainText("Grace Nakamoura");
  await page.getByRole("link", { name: "See the deal" }).click();
  await expect(page.locator("#price-now")).toHaveText("£19.40");
  await expect.poll(() => standing(page)).toEqual({ schools: before.schools + 1, pupils: before.pupils + pupils });
  await expect(main).toContainText("Your school has signed up.");
  await expect(page.locator("#your-saving-now")).toHaveText(money(1_500_000 - cost).replace(/\.00$/, ""));
  // The document opens: the school reads its own.
  const document = page.getByRole("link", { name: "Marlowe invoice.csv" });
  const response = await page.request.get((await document.getAttribute("href")) ?? "");
  expect(await response.text()).toContain("Payroll,15000.00");
  // Everybody who is in is named.
  await page.goto(deal);
  await expect(page.getByRole("row", { name: new RegExp(SCHOOL) })).toContainText(String(pupils));
});

fresh("over her limit a business manager asks, and the head is told by email", { tag: "@nojs" }, async ({ page, world, signInAs }) => {
  await signInAs("Joanna Sandhurst");
  const deal = await openDeal(page);
  await page.getByRole("link", { name: "Sign up", exact: true }).click();
  const wanted = Number(await page.getByLabel("How many pupils?").inputValue()) + 3;
  await page.getByLabel("How many pupils?").fill(String(wanted));
  await page.getByLabel(/^Purchase order number/).fill("PO-7719");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("main")).toContainText("This is over your limit of £5,000 including VAT");
  await expect(page.getByRole("button", { name: "Sign up for your school" })).toHaveCount(0);
  await page.getByRole("button", { name: "Ask your approvers" }).click();
  await expect(page.getByRole("main")).toContainText("1 approver has been asked by email");
  await world.doJobs();
  const letters = world.letters("grace.nakamoura@");
  const asked = letters.filter((letter) => letter.includes("Joanna Sandhurst would like"));
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain(deal);
  expect(asked[0]).toContain("Nothing is binding until");

  // Whoever opens the link sees who asks and for how many, and finds the number filled in.
  await signInAs("Grace Nakamoura");
  await page.goto(deal);
  const title = page.getByText(`Joanna Sandhurst asks you to sign up for ${wanted} pupils`);
  await expect(title).toBeVisible();
  await page.getByRole("link", { name: "Sign up", exact: true }).click();
  await expect(title).toBeVisible();
  await expect(page.getByLabel("How many pupils?")).toHaveValue(String(wanted));
  await expect(page.getByLabel(/^Purchase order number/)).toHaveValue("PO-7719");
});

fresh("the closing time comes, and two windows see that the deal is going ahead", async ({ page, world, anotherWindow, signInAs }) => {
  const lead = await anotherWindow();
  await signIn(lead, "Farah Kowalski");
  const deal = await openDeal(lead);
  await watch(lead, deal);
  const schools = (await standing(lead)).schools + 1;
  await headSignsUp(page, deal);
  await watch(page, deal);
  for (const window of [page, lead]) {
    await expect(window.locator("#schools-in")).toHaveText(`${schools} schools have signed up. That is enough for the deal to go ahead.`);
  }
  const closing = await closingTime(page);

  await world.setClock(new Date(closing + 60_000).toISOString());
  await world.doJobs();
  for (const window of [page, lead]) {
    await expect(window.locator(".cp-live")).toContainText("The deal has closed and is going ahead.");
    // Nobody is signed in any more after three weeks, so the page cannot be had: it says so.
    await expect(window.getByRole("link", { name: "Show the page as it is now" })).toBeVisible();
  }

  // Whoever was away for three weeks signs in again.
  await signInAs("Grace Nakamoura");
  await page.goto(deal);
  await expect(page.getByRole("main")).toContainText(`Going ahead with ${schools} schools`);
  await expect(page.getByRole("main")).toContainText("£19.40");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await overflowOnPhone(page)).toBe(0);
  await page.getByRole("link", { name: /^Your school’s order CP-/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Order CP-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  const told = world.letters("grace.nakamoura@").filter((letter) => letter.includes(deal));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("£19.40");
});

fresh("a deal is opened, too few sign up, and both sides see that it is not going ahead", async ({ page, world, anotherWindow }) => {
  await signIn(page, "Farah Kowalski");
  const deal = await draftAndOpen(page);
  await watch(page, deal);
  const school = await anotherWindow();
  await signIn(school, "Grace Nakamoura");
  await school.goto(deal);
  await expect(school.locator("#schools-in")).toHaveText("No school has signed up yet. The deal goes ahead with 40.");
  await school.getByRole("link", { name: "Sign up", exact: true }).click();
  await school.getByLabel("Who do you pay?").fill("Nobody yet");
  await school.getByLabel(/^How much a year/).fill("0");
  await school.getByLabel("No document? Say how you know").fill("We do not buy this yet");
  await school.getByRole("button", { name: "Continue" }).click();
  await school.getByRole("button", { name: "Sign up for your school" }).click();
  await expect(page.locator("#schools-in")).toHaveText("1 school has signed up. The deal goes ahead with 40.");
  await watch(school, deal);

  await world.setClock(new Date((await closingTime(page)) + 60_000).toISOString());
  await world.doJobs();
  for (const window of [page, school]) {
    await expect(window.locator(".cp-live")).toContainText("The deal is not going ahead.");
  }
  await signIn(school, "Grace Nakamoura");
  await school.goto(deal);
  await expect(school.getByRole("main")).toContainText(
    "1 school signed up, and 39 more schools were needed. Nothing has been bought, and nobody owes anything.",
  );
  expect(await accessibilityProblems(school)).toEqual([]);
  expect(await overflowOnPhone(school)).toBe(0);
});

/** When a deal closes, as its page says it: "Closes Sunday 13 December 2026 at 5pm". */
async function closingTime(page: Page): Promise<number> {
  const told = (await page.getByRole("main").textContent()) ?? "";
  const found = /Closes [A-Z][a-z]+ (\d+ [A-Z][a-z]+ \d{4}) at 5pm/.exec(told);
  expect(found, told.slice(0, 200)).not.toBeNull();
  // Five in London is five or four o'clock UTC: an hour later it is past in either.
  return Date.parse(`${found?.[1]} 17:00 UTC`);
}

/** Writes a deal that closes in a fortnight and needs forty schools, and opens it. */
async function draftAndOpen(page: Page): Promise<string> {
  const closes = new Date(Date.now() + 14 * 86_400_000);
  const starts = new Date(Date.now() + 40 * 86_400_000);
  await page.goto("/deals/new");
  await page.getByLabel("What is the deal called?").fill("Window cleaning");
  await page.getByLabel("What kind of service is it?").selectOption({ index: 1 });
  await page.getByLabel("Name of a new provider").fill("Clear Pane Cooperative");
  await page.getByLabel("What do schools get?").fill("Every window, inside and out, once a term.");
  await page.locator("[name=price_1]").fill("4.10");
  await page.locator("[name=from_2]").fill("10,000");
  await page.locator("[name=price_2]").fill("3.60");
  await page.locator("[name=quorum_schools]").fill("40");
  for (const [name, date] of [["closes", closes], ["starts_on", starts]] as const) {
    await page.locator(`[name=${name}-day]`).fill(String(date.getUTCDate()));
    await page.locator(`[name=${name}-month]`).fill(String(date.getUTCMonth() + 1));
    await page.locator(`[name=${name}-year]`).fill(String(date.getUTCFullYear()));
  }
  await page.getByRole("button", { name: "Save the draft" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Window cleaning");
  await page.getByRole("button", { name: "Open to schools" }).click();
  await expect(page.locator("#schools-in")).toHaveText("No school has signed up yet. The deal goes ahead with 40.");
  return new URL(page.url()).pathname;
}

test("what a deal says stands without JavaScript", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Joanna Sandhurst");
  await openDeal(page);
  await screenshots(page, "deal");
  const { pupils } = await standing(page);
  await expect(page.locator("#price-now")).toHaveText("£20.60");
  await expect(page.locator("#next-step")).toHaveText(`${9_000 - pupils} more pupils and everybody pays £19.40.`);
  await expect(page.locator("#effect")).toHaveText(
    /^If you sign up, everybody pays £19\.40, and the others together save £[\d,]+(\.\d\d)? a year more\.$/,
  );
  await expect(page.getByRole("main")).toContainText(/At \d+:\d\d[ap]m: £20\.60 now\./);
  await expect(page.getByRole("heading", { name: "What each price break means for you" })).toBeVisible();
  await expect(page.getByRole("row", { name: /^9,000 or more \(with you in, as of / })).toContainText("£19.40");
});
