// A school offers to share a minibus, splits its cost by days, and sees who pays what; its head agrees; the
// three schools of the demo that share a business manager read who owes whom.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, signIn } from "../fixtures.ts";
import { fillDate } from "../calendar.ts";

fresh("schools share a cost, from the offer to the agreed parts", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const checked = async (name: string) => {
    await screenshots(page, name);
    expect(await overflowOnPhone(page)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  };
  const main = page.getByRole("main");
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await signInAs("Priya Lindgreen");
  await page.goto("/orders");
  await page.getByRole("link", { name: "What your school shares with others" }).click();
  await checked("sharing-list");
  await page.getByRole("link", { name: "Offer to share" }).click();
  await page.getByRole("radio", { name: "Premises or equipment" }).check({ force: true });
  const schools = page.getByRole("checkbox").first();
  if (await schools.isHidden()) await page.getByText(/^Name schools of /).click();
  await schools.check({ force: true });
  await checked("sharing-with-whom");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("What is it, in a line?").fill("Minibus");
  await page.getByLabel("Describe it").fill("Seventeen seats, kept at our school.");
  await page.getByLabel("Part 1 of the cost: what for?").fill("Lease and insurance");
  await page.getByLabel("Part 1: how much, excluding VAT?").fill("7,000.01");
  await page.getByRole("button", { name: "Send it to the schools" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel("What is it, in a line?")).toHaveValue("Minibus");
  for (const box of await page.getByLabel(/: how many days\?$/).all()) await box.fill("2.5");
  await fillDate(page, "From which day?", inDays(60));
  await fillDate(page, "Until which day?", inDays(260));
  await checked("sharing-new");
  await page.getByRole("button", { name: "Send it to the schools" }).click();
  await expect(page).toHaveURL(/\/sharing\/sharing_[0-9a-f]{32}$/);
  const minibus = page.url();
  await expect(main).toContainText("£3,500.01");
  await expect(main).toContainText("£7,000.01 a year, excluding VAT");
  await expect(main).toContainText("An approver of your school answers.");
  await checked("sharing-asked");

  await signIn(page, "Samuel Achterberg");
  await page.goto(minibus);
  await page.getByRole("link", { name: "Check and agree" }).click();
  await expect(main).toContainText("By agreeing you bind your school to");
  await checked("sharing-agree");
  await page.getByRole("button", { name: "Agree for our school" }).click();
  await expect(main).toContainText("Your school has agreed, others have not yet.");

  await page.goto("/sharing");
  await page.getByRole("link", { name: /^School business manager for three schools/ }).click();
  await expect(main).toContainText("It binds all of them.");
  await page.getByRole("link", { name: "The statement" }).click();
  await expect(main).toContainText("£55,370");
  await checked("sharing-statement");
});
