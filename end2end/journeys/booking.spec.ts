// Journey A: a school finds a service, sees its own price beside the market's, books days; over her
// limit the head approves on a phone; the provider delivers, the partnership invoices.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, fresh, overflowOnPhone, says, screenshots, signIn } from "../fixtures.ts";
import { counselling, dayBoxes, inWords, money, openDays, pence } from "../calendar.ts";

/** What a day of counselling costs a member, and what the middle of the market is. */
const DAY = 24_500;
const MARKET = 28_500;

/** Ticks the first free days of the month shown, and goes on to check them. */
async function choose(page: Page, count: number): Promise<string[]> {
  const days: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const box = dayBoxes(page).nth(index);
    await box.check({ force: true });
    days.push(await box.inputValue());
  }
  await page.getByRole("button", { name: "Check your order" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Check before you book$/);
  return days;
}

/** Every amount on the page before booking, to the penny. */
async function expectAmounts(page: Page, days: number): Promise<void> {
  const net = days * DAY;
  await expect(says(page, "Price for one day")).toHaveText("£245.00 excluding VAT");
  await expect(says(page, "Total excluding VAT")).toHaveText(money(net));
  await expect(says(page, "VAT")).toHaveText(`${money(net / 5)}, standard rate`);
  await expect(says(page, "Total including VAT")).toHaveText(money((net * 6) / 5));
  await expect(says(page, "What it saves")).toContainText(`${whole(days * (MARKET - DAY))} less`);
}

/** An amount as sentences have it: pence only where there are any. */
const whole = (amount: number): string => money(amount).replace(/\.00$/, "");

fresh("a day is booked, with a purchase order number, in few clicks", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  const service = await counselling(page);
  const main = page.getByRole("main");
  await expect(main).toContainText("Your price£245");
  await expect(main).toContainText(/£40 less than the middle of \d+ published prices/);
  await expect(main).toContainText("Published prices (5)");
  await openDays(page, service, 1);
  await screenshots(page, "days");
  const [day = ""] = await choose(page, 1);
  await expect(main).toContainText(inWords(day));
  await expectAmounts(page, 1);
  await page.getByLabel("Purchase order number (optional)").fill("PO;1");
  await page.getByRole("button", { name: "Book and confirm" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Enter a purchase order number, like PO-10423: letters, digits, - / . _ only");
  await expect(page.getByLabel("Purchase order number (optional)")).toHaveValue("PO;1");
  await expectAmounts(page, 1);
  await page.getByLabel("Purchase order number (optional)").fill("PO-10423");
  await screenshots(page, "check-order");
  await page.getByRole("button", { name: "Book and confirm" }).click();

  await expect(page).toHaveURL(/\/orders\/order_[0-9a-f]{32}\?placed/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your days are booked");
  const reference = /CP-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await main.innerText())?.[0] ?? "none";
  await expect(says(page, "Purchase order number")).toHaveText("PO-10423");
  await expect(page.getByRole("row", { name: new RegExp(inWords(day)) })).toContainText("£245.00");
  await expect(main).toContainText("£294.00");
  await screenshots(page, "order-placed");

  // Whoever delivers it finds it under the same reference.
  await signInAs("Rosa Delamarre");
  await page.goto(`/search?q=${reference}`);
  await main.getByRole("link", { name: new RegExp(reference) }).click();
  await expect(page).toHaveURL(/\/bookings\/order_[0-9a-f]{32}$/);
  await expect(page.getByRole("row", { name: new RegExp(inWords(day)) })).toContainText("Booked");
});

fresh("over her limit the head approves on a phone", { tag: "@nojs" }, async ({ page, world, anotherWindow, signInAs, javaScriptEnabled }) => {
  await signInAs("Priya Lindgreen");
  await openDays(page, await counselling(page), 12);
  const days = await choose(page, 12);
  await expectAmounts(page, 12);
  await expect(page.getByRole("main")).toContainText("is bound to pay £3,528 including VAT once an approver agrees, and not before.");
  await page.getByRole("button", { name: "Send for approval" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sent for approval");
  const order = new URL(page.url()).pathname;
  await world.doJobs();
  const asked = world.letters("samuel.achterberg@").filter((letter) => letter.includes(order));
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain("£3,528");

  const phone = await anotherWindow({ viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true });
  await signIn(phone, "Samuel Achterberg");
  await phone.getByRole("link", { name: /£3,528/ }).tap();
  await expect(phone).toHaveURL(new RegExp(`${order}$`));
  await expect(phone.getByRole("main")).toContainText("Priya Lindgreen asks you to approve this");
  const approve = phone.getByRole("button", { name: "Approve £3,528" });
  // All that is needed to decide is on the first screen, and the button is as wide as a thumb likes it.
  await expect(approve).toBeInViewport({ ratio: 1 });
  expect((await approve.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  expect(await overflowOnPhone(phone)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(phone)).toEqual([]);
  await screenshots(phone, "approve");
  await approve.tap();
  await expect(approve).toHaveCount(0);

  await phone.goto(order);
  await expect(phone.getByRole("main")).not.toContainText("Waits for approval");
  await expect(says(phone, "Decided by")).toHaveText("Samuel Achterberg");
  await expect(phone.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
  await page.goto(order);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Order CP-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  for (const day of days) await expect(page.getByRole("row", { name: new RegExp(inWords(day)) })).toContainText("Booked");
});

fresh("the head sends it back with a reason, and it comes again with fewer days", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  await openDays(page, await counselling(page), 8);
  const days = await choose(page, 8);
  await page.getByRole("button", { name: "Send for approval" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sent for approval");
  const order = new URL(page.url()).pathname;
  await signInAs("Samuel Achterberg");
  await page.goto(order);
  await page.getByText("Send back or decline").click();
  await page.getByRole("button", { name: "Send back" }).click();
  await expect(page.getByRole("alert")).toContainText("There is a problem");
  await page.getByRole("textbox").last().fill("Two fewer: the budget is spent.");
  await page.getByRole("button", { name: "Send back" }).click();
  await signInAs("Priya Lindgreen");
  await page.goto(order);
  await expect(page.getByRole("main")).toContainText("Two fewer: the budget is spent.");
  for (const box of (await page.locator("input[name=line]").all()).slice(6)) await box.uncheck({ force: true });
  await page.getByRole("button", { name: "Send again" }).click();
  await signInAs("Samuel Achterberg");
  await page.goto(order);
  await page.getByRole("button", { name: "Approve £1,764" }).click();
  await expect(page.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
  await page.goto(order);
  const kept = days.slice(0, 6);
  for (const day of kept) await expect(page.getByRole("row", { name: new RegExp(inWords(day)) })).toContainText("Booked");
  await expect(page.getByRole("row", { name: /^20%/ })).toContainText(money((kept.length * DAY * 6) / 5));
});

fresh("what is delivered is invoiced and then saved from invoices", { tag: "@nojs" }, async ({ page, signInAs }) => {
  const main = page.getByRole("main");
  await signInAs("Rosa Delamarre");
  const first = page.getByRole("row").filter({ has: page.getByRole("button", { name: "Confirm delivered" }) }).first();
  const short = (await first.getByRole("rowheader").innerText()).trim().replace(/^\w+ /, "");
  const day = inWords(new Date(`${short} 12:00 UTC`).toISOString().slice(0, 10));
  const [school = "", what = ""] = await first.getByRole("cell").allInnerTexts();
  const reference = (await first.getByRole("link", { name: /^CP-/ }).innerText()).trim();
  const waiting = await page.getByRole("button", { name: "Confirm delivered" }).count();
  await first.getByRole("button", { name: "Confirm delivered" }).click();
  await expect(page.getByRole("button", { name: "Confirm delivered" })).toHaveCount(waiting - 1);

  await signInAs("Declan Osibanjo");
  const before = await stages(page);
  await page.goto("/invoices/new?schools=all");
  await screenshots(page, "to-invoice");
  const section = main.locator("section", { has: page.getByRole("heading", { name: school.trim(), exact: true }) });
  await section.getByText("See what was delivered").click();
  await expect(section).toContainText(what.trim());
  await expect(section).toContainText(day);
  const due = pence(/£[\d,.]*\d/.exec(await section.innerText())?.[0] ?? "");
  await section.getByRole("button", { name: `Raise for ${school.trim()}` }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Invoice BDSIP-\d{6}$/);
  const line = page.getByRole("row").filter({ hasText: reference }).filter({ hasText: day });
  await expect(line).toHaveCount(1);
  const total = page.getByRole("row", { name: /^20%/ });
  const [net = 0, vat = 0, gross = 0] = (await total.getByRole("cell").allInnerTexts()).filter((text) => text.includes("£")).map(pence);
  expect(net + vat).toBe(gross);
  expect(gross).toBe(due);
  await screenshots(page, "invoice");
  // What is paid by post stands on one sheet, with the account it is paid into.
  const paper = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);

  const after = await stages(page);
  expect(after.invoiced, "what is invoiced is saved").toBeGreaterThan(before.invoiced);
  expect(after.invoiced + after.agreed, "it only moves on").toBe(before.invoiced + before.agreed);
});

/** The sums of the savings page: what is invoiced and what is agreed. */
async function stages(page: Page): Promise<{ invoiced: number; agreed: number }> {
  await page.goto("/savings");
  const cells = await page.getByRole("table").first().getByRole("row").last().getByRole("cell").allInnerTexts();
  const [invoiced = 0, agreed = 0] = cells.filter((text) => text.includes("£")).map(pence);
  return { invoiced, agreed };
}
