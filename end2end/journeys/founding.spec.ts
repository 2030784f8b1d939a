// The tour's last step: a partnership in minutes. Its area's schools appear, others come by their numbers,
// the price list is uploaded, and a school's head sees the school's own price.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, test } from "../fixtures.ts";
import { money, pence } from "../calendar.ts";

const NAME = "Forest Edge Schools Together";
const HEAD = "head@forest-edge.example";

const PRICE_LIST = [
  "Title,Category,Description,Provider,Unit,Price,Non-member price",
  "Clerking at cost,Clerking,\"A trained clerk, minutes within a week\",Forest Edge team,year,\"£1,260.00\",£1500",
  "Broken row,No such category,,,day,free,",
  "Attendance helpline,Attendance and welfare,Advice by telephone,Forest Edge team,year,£240,",
].join("\r\n");

/** No page of the way is wider than a phone or has a problem that a machine can find. */
async function expectWhole(page: Page, javaScript: boolean | undefined): Promise<void> {
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScript) expect(await accessibilityProblems(page)).toEqual([]);
}

/** Its name, its area and what it is like; what is left out is said first. */
async function nameIt(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Set up a partnership" }).click();
  await page.getByRole("button", { name: "Show its schools" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(2);
  await page.getByLabel("What is it called?").fill(NAME);
  await page.getByLabel("Which council areas does it work in?").fill("waltham forest");
  await page.getByLabel("School improvement", { exact: true }).check({ force: true });
  await page.getByRole("button", { name: "Show its schools" }).click();
}

/** Leaves two of the area's schools out; returns how many there were, and the two. */
async function chooseSchools(page: Page): Promise<{ found: number; without: [string, string] }> {
  const schools = page.locator("input[name=schools]");
  const found = await schools.count();
  expect(found).toBeGreaterThan(10);
  for (const school of await schools.all()) await expect(school).toBeChecked();
  await expect(page.getByRole("main")).toContainText(`Members from the start: which of ${found} schools in Waltham Forest?`);
  const without: [string, string] = [await schools.nth(0).inputValue(), await schools.nth(1).inputValue()];
  for (const urn of without) await page.locator(`input[name=schools][value="${urn}"]`).uncheck({ force: true });
  await page.getByLabel("Amount, excluding VAT").fill("12.50");
  await page.getByRole("button", { name: "Check it" }).click();
  return { found, without };
}

/** Each school's price is £12.50 a pupil, and the income is their sum, to the penny. */
async function expectPrices(page: Page, members: number): Promise<void> {
  const main = page.getByRole("main");
  await expect(main).toContainText(`Members from the start${members} schools`);
  await page.getByText("Each school and its price").click();
  const priced = page.getByRole("table", { name: "Each school’s price, excluding VAT" }).locator("tbody tr");
  await expect(priced).toHaveCount(members);
  let income = 0;
  for (const row of await priced.all()) {
    const [pupils = "", price = ""] = (await row.locator("td").allInnerTexts()).slice(-2);
    expect(pence(price), await row.innerText()).toBe(Number(pupils.replaceAll(",", "")) * 1_250);
    income += pence(price);
  }
  await expect(main).toContainText(`Membership income a year${money(income).replace(/\.00$/, "")}`);
}

/** Schools by their numbers, as a spreadsheet has them; what is wrong is said line by line. */
async function invite(page: Page, [first, second]: [string, string]): Promise<void> {
  await page.getByRole("link", { name: "Invite people of the schools" }).click();
  await page.getByLabel("URNs, one or many").fill(`${first}\t${HEAD}\n${second}\n999999\nno number`);
  await page.getByText("Start date, and who the email addresses belong to").click();
  await page.getByLabel("How do you know the addresses?").fill("From our list of headteachers, checked by telephone");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("2 new members now");
  const line = (text: string) => page.getByRole("row").filter({ hasText: text });
  await expect(line(first)).toContainText("Invitation sent");
  await expect(line(second)).toContainText("Member now");
  await expect(line("999999")).toContainText("No school has this number");
  await expect(line("no number")).toContainText("No URN in this line");
}

/** Brings the price list in, of which one row cannot be used. */
async function bringIn(page: Page): Promise<void> {
  await page.goto("/services/import");
  await page.getByLabel("The price list").setInputFiles({ name: "prices.csv", mimeType: "text/csv", buffer: Buffer.from(PRICE_LIST) });
  await page.getByRole("button", { name: "Look at the list" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check the price list");
  const wrong = page.getByRole("table", { name: "Rows that cannot be used" }).locator("tbody tr");
  await expect(wrong).toHaveCount(1);
  await expect(wrong).toContainText(/^Line 3.*category: /);
  await expect(page.getByRole("row", { name: /^Clerking at cost/ })).toContainText("£1,260");
  await page.getByRole("button", { name: "Bring in the list" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The price list is in");
}

/** The head follows the letter, once. */
async function accept(head: Page, letters: string[]): Promise<void> {
  expect(letters).toHaveLength(1);
  const link = /\/invitation\?token=\S+/.exec(letters[0] ?? "")?.[0] ?? "no link";
  await head.goto(link);
  await expect(head.getByRole("main")).toContainText("Accept the invitation");
  await head.getByLabel("Your name").fill("Ottoline Farrow");
  await head.getByLabel("Choose a password").fill("kettle orchard ninety");
  await head.getByRole("button", { name: "Accept" }).click();
  await expect(head.getByRole("button", { name: "Sign out", includeHidden: true })).toHaveCount(1);
  expect((await head.request.get(link)).status()).toBe(410);
}

fresh("a partnership is founded, and a school sees its price", { tag: "@nojs" }, async ({
  page,
  world,
  anotherWindow,
  signInAs,
  javaScriptEnabled,
}) => {
  test.setTimeout(150_000);
  const main = page.getByRole("main");
  await signInAs("Tomasz Wilderspin");
  await nameIt(page);
  await expectWhole(page, javaScriptEnabled);
  const { found, without } = await chooseSchools(page);
  await expectPrices(page, found - without.length);
  // A step back and forth asks nothing to be sent again; what was answered can be changed.
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Its schools and what they pay$/);
  await page.goForward();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Check your answers$/);
  await page.getByRole("link", { name: "Change these answers" }).click();
  await expect(page.getByLabel("Amount, excluding VAT")).toHaveValue("12.50");
  for (const urn of without) await expect(page.locator(`input[name=schools][value="${urn}"]`)).not.toBeChecked();
  await expect(page.locator("input[name=schools]:checked")).toHaveCount(found - without.length);
  await page.getByRole("button", { name: "Check it" }).click();
  await expectPrices(page, found - without.length);
  await expectWhole(page, javaScriptEnabled);
  await page.getByRole("button", { name: "Found the partnership" }).click();
  await expect(page).toHaveURL(/\/partnership$/);
  await expect(main).toContainText("£12.50 a pupil a year");
  await screenshots(page, "partnership-new");

  await invite(page, without);
  await expectWhole(page, javaScriptEnabled);
  await page.getByRole("link", { name: "See all members" }).click();
  await expect(main).toContainText(`${found} members`);
  await bringIn(page);
  await expectWhole(page, javaScriptEnabled);
  await page.getByRole("link", { name: "See all services" }).click();
  await page.getByRole("link", { name: "Clerking at cost", exact: true }).click();
  await expect(main).toContainText("Members’ price£1,260");

  await world.doJobs();
  const head = await anotherWindow();
  await accept(head, world.letters(HEAD));
  await head.goto(new URL(page.url()).pathname);
  await expect(head.getByRole("main")).toContainText("Your price£1,260");
  await expectWhole(head, javaScriptEnabled);
});

fresh("founding for another director says that the partnership stands", { tag: "@nojs" }, async ({
  page,
  world,
  signInAs,
  javaScriptEnabled,
}) => {
  await signInAs("Tomasz Wilderspin");
  await nameIt(page);
  await page.getByText("What it sells, invoice letters, and who directs it").click();
  await page.getByLabel("Somebody else", { exact: true }).check({ force: true });
  await page.getByLabel("Their email address").fill(HEAD);
  await page.getByRole("button", { name: "Check it" }).click();
  await page.getByRole("button", { name: "Found the partnership" }).click();
  await expect(page.getByRole("main")).toContainText(`${NAME} is founded`);
  const line = page.getByRole("row").filter({ hasText: NAME });
  await expect(line).toContainText("Waltham Forest");
  await expect(line).toContainText("Invited");
  await screenshots(page, "partnerships-founded");
  await expectWhole(page, javaScriptEnabled);
  await world.doJobs();
  expect(world.letters(HEAD)).toHaveLength(1);
  // The same list stands on the first page of whoever keeps the installation running.
  await page.goto("/");
  await expect(page.getByRole("row").filter({ hasText: NAME })).toHaveCount(1);
});

fresh("an area that several are meant by is asked about", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Tomasz Wilderspin");
  await page.goto("/partnerships/new");
  await page.getByLabel("What is it called?").fill(NAME);
  await page.getByLabel("Which council areas does it work in?").fill("waltham forest, north");
  await page.getByRole("button", { name: "Show its schools" }).click();
  await expect(page.getByRole("group", { name: "Areas that you mean" })).toContainText("North Tyneside");
  await expect(page.getByLabel("What is it called?")).toHaveValue(NAME);
  await page.getByLabel("Waltham Forest", { exact: true }).check({ force: true });
  await page.getByRole("button", { name: "Show its schools" }).click();
  await expect(page.getByRole("main")).toContainText("schools in Waltham Forest");
});
