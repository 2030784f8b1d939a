// The tour's last step: a partnership in minutes. Its area's schools appear, others come by their numbers,
// the price list is uploaded, and a school's head sees the school's own price.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, test } from "../fixtures.ts";
import { money, pence } from "../calendar.ts";

const NAME = "Forest Edge Schools Together";

const PRICE_LIST = [
  "Title,Category,Description,Provider,Unit,Price,Non-member price",
  "Clerking at cost,Clerking,\"A trained clerk, minutes within a week\",Forest Edge team,year,\"£1,260.00\",£1500",
  "Broken row,No such category,,,day,free,",
  "Attendance helpline,Attendance and welfare,Advice by telephone,Forest Edge team,year,£240,",
].join("\r\n");

fresh("a partnership is founded, and a school sees its price", { tag: "@nojs" }, async ({ page, world, anotherWindow, signInAs, javaScriptEnabled }) => {
  test.setTimeout(150_000);
  const main = page.getByRole("main");
  const isWhole = async (): Promise<void> => {
    expect(await overflowOnPhone(page)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
  };

  await signInAs("Tomasz Wilderspin");
  await page.getByRole("link", { name: "Set up a partnership" }).click();
  await page.getByRole("button", { name: "Show its schools" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(2);
  await isWhole();
  await page.getByLabel("What is it called?").fill(NAME);
  await page.getByLabel("Which council areas does it work in?").fill("waltham forest");
  await page.getByLabel("School improvement", { exact: true }).check({ force: true });
  await page.getByRole("button", { name: "Show its schools" }).click();

  // Its schools appear, ticked, with the facts that the register has of them.
  const schools = page.locator("input[name=schools]");
  const found = await schools.count();
  expect(found).toBeGreaterThan(10);
  for (const school of await schools.all()) await expect(school).toBeChecked();
  await expect(main).toContainText(`Members from the start: ${found} schools in Waltham Forest`);
  await isWhole();
  const left_out = await schools.evaluateAll((boxes) => boxes.slice(0, 2).map((box) => (box as HTMLInputElement).value));
  for (const urn of left_out) await page.locator(`input[name=schools][value="${urn}"]`).uncheck({ force: true });
  await page.getByLabel("Amount, excluding VAT").fill("12.50");
  await page.getByRole("button", { name: "Check it" }).click();

  await expect(main).toContainText(`Members from the start${found - 2} schools`);
  await isWhole();
  await page.getByText("Each school and its price").click();
  const priced = page.getByRole("table", { name: "Amounts exclude VAT" }).locator("tbody tr");
  await expect(priced).toHaveCount(found - 2);
  let income = 0;
  for (const row of await priced.all()) {
    const [pupils = "", price = ""] = (await row.locator("td").allInnerTexts()).slice(-2);
    expect(pence(price), await row.innerText()).toBe(Number(pupils.replaceAll(",", "")) * 1_250);
    income += pence(price);
  }
  await expect(main).toContainText(`Membership income a year${money(income).replace(/\.00$/, "")}`);
  await page.getByRole("button", { name: "Found the partnership" }).click();
  await expect(page).toHaveURL(/\/partnership\?new=yes$/);
  await expect(main).toContainText("£12.50 a pupil a year");
  await screenshots(page, "partnership-new");
  await isWhole();

  // The two others come by their numbers, as a spreadsheet has them; what is wrong is said by line.
  await page.getByRole("link", { name: "Invite people of the schools" }).click();
  const email = "head@forest-edge.example";
  await page.getByLabel("URNs, one or many").fill(`${left_out[0]}\t${email}\n${left_out[1]}\n999999\nno number`);
  await page.getByText("Start date, and who the email addresses belong to").click();
  await page.getByLabel("How do you know the addresses?").fill("From our list of headteachers, checked by telephone");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("2 new members now");
  await expect(page.getByRole("row").filter({ hasText: left_out[1] ?? "" })).toContainText("Member now");
  await expect(page.getByRole("row").filter({ hasText: "999999" })).toContainText("No school has this number");
  await expect(page.getByRole("row").filter({ hasText: "no number" })).toContainText("No URN in this line");
  await isWhole();
  await page.getByRole("link", { name: "See all members" }).click();
  await expect(main).toContainText(`${found} members`);

  // The price list, with a row that cannot be used.
  await page.goto("/services/import");
  await page.getByLabel("The price list").setInputFiles({ name: "prices.csv", mimeType: "text/csv", buffer: Buffer.from(PRICE_LIST) });
  await page.getByRole("button", { name: "Look at the list" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check the price list");
  const wrong = page.getByRole("table", { name: "Rows that cannot be used" }).locator("tbody tr");
  await expect(wrong).toHaveCount(1);
  await expect(wrong).toContainText(/^3.*category: /);
  await expect(page.getByRole("row", { name: /^Clerking at cost/ })).toContainText("£1,260");
  await isWhole();
  await page.getByRole("button", { name: "Bring in the list" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The price list is in");
  await isWhole();
  await page.getByRole("link", { name: "See all services" }).click();
  await page.getByRole("link", { name: "Clerking at cost", exact: true }).click();
  const service = new URL(page.url()).pathname;
  await expect(main).toContainText("Members’ price£1,260");
  await isWhole();

  // The head follows the letter, and sees the price of the school's own membership.
  await world.doJobs();
  const letters = world.letters(email);
  expect(letters).toHaveLength(1);
  const link = /\/invitation\?token=\S+/.exec(letters[0] ?? "")?.[0] ?? "no link";
  const head = await anotherWindow();
  await head.goto(link);
  await expect(head.getByRole("main")).toContainText("Accept the invitation");
  await head.getByLabel("Your name").fill("Ottoline Farrow");
  await head.getByLabel("Choose a password").fill("kettle orchard ninety");
  await head.getByRole("button", { name: "Accept" }).click();
  await expect(head.getByRole("button", { name: "Sign out", includeHidden: true })).toHaveCount(1);
  await head.goto(service);
  await expect(head.getByRole("main")).toContainText("Your price£1,260");
  expect(await overflowOnPhone(head)).toBe(0);
  if (javaScriptEnabled) expect(await accessibilityProblems(head)).toEqual([]);
  // The letter works once.
  expect((await page.request.get(link)).status()).toBe(410);
});

fresh("an area that several are meant by is asked about", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Tomasz Wilderspin");
  await page.goto("/partnerships/new");
  await page.getByLabel("What is it called?").fill(NAME);
  await page.getByLabel("Which council areas does it work in?").fill("waltham forest, north");
  await page.getByRole("button", { name: "Show its schools" }).click();
  await expect(page.getByRole("group", { name: "Which of these?" })).toContainText("North Tyneside");
  await expect(page.getByLabel("What is it called?")).toHaveValue(NAME);
  await page.getByLabel("Waltham Forest", { exact: true }).check({ force: true });
  await page.getByRole("button", { name: "Show its schools" }).click();
  await expect(page.getByRole("main")).toContainText("schools in Waltham Forest");
});
