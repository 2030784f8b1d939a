// A school asks a provider and a firm outside for a quote; the firm answers by the link in its letter;
// nobody reads it before the deadline; then it is compared, chosen and kept as evidence.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots } from "../fixtures.ts";
import { counselling } from "../calendar.ts";

fresh("quotes are asked for, sealed, opened and chosen from", { tag: "@nojs" }, async ({ page, world, signInAs, anotherWindow, javaScriptEnabled }) => {
  const checked = async (name: string, of = page) => {
    await screenshots(of, name);
    expect(await overflowOnPhone(of)).toBe(0);
    if (javaScriptEnabled) expect(await accessibilityProblems(of)).toEqual([]);
  };
  const main = page.getByRole("main");
  await signInAs("Priya Lindgreen");
  await page.goto(await counselling(page));
  await page.getByRole("link", { name: "Ask for a quote" }).click();
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByLabel("What do you need, in a line?").fill("Counselling for Year 6");
  await page.getByLabel("Describe it").fill("A counsellor for six mornings.");
  await page.getByLabel("How many?").fill("6");
  await page.getByLabel("When do you need it?").fill("After Easter");
  await page.getByLabel("Where?").fill("At the school");
  await page.getByLabel("How will you choose?").fill("Price, then experience.");
  if (await page.getByLabel("Supplier 1: name (optional)").isHidden()) await page.getByText("Ask others by email").click();
  await page.getByLabel("Supplier 1: name (optional)").fill("Harbour Talk");
  await page.getByLabel("Supplier 1: email (optional)").fill("hello@harbour.example");
  await checked("quote-new");
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page).toHaveURL(/\/quotes\/quote_[0-9a-f]{32}$/);
  const request = page.url();
  await expect(main).toContainText("0 of 2 answered.");

  await world.doJobs();
  const letter = world.letters("hello@harbour.example").find((one) => one.includes("/quote?token=")) ?? "";
  const link = new URL((letter.match(/http\S+\/quote\?token=\S+/) ?? [""])[0]);
  const outside = await anotherWindow();
  await outside.goto(`${link.pathname}${link.search}`);
  await expect(outside.getByRole("main")).toContainText("A counsellor for six mornings.");
  await outside.getByLabel(/^Your price for all of it/).fill("1,234.56");
  await outside.getByRole("radio", { name: "We are not registered for VAT" }).check({ force: true });
  await outside.getByLabel("What is included?").fill("Six mornings and a report.");
  await outside.getByLabel("Day").fill("31");
  await outside.getByLabel("Month").fill("12");
  await outside.getByLabel("Year").fill(String(new Date().getUTCFullYear() + 3));
  await checked("quote-by-link", outside);
  await outside.getByRole("button", { name: "Send your quote" }).click();
  await expect(outside.getByRole("main")).toContainText("£1,234.56");

  await page.goto(request);
  await expect(main).toContainText("1 of 2 answered.");
  await expect(main).not.toContainText("1,234.56");
  await checked("quote-sealed");
  await page.goto(`${request}/evidence`);
  await expect(main).not.toContainText("1,234.56");

  await page.goto(request);
  const deadline = await main.getByText(/sealed until/).first().innerText();
  const day = new Date(`${(deadline.match(/\d+ \w+ \d{4}/) ?? [""])[0]} 18:00 UTC`);
  await world.setClock(day.toISOString().replace(".000", ""));
  await world.doJobs();
  await signInAs("Priya Lindgreen");
  await page.goto(request);
  await expect(main).toContainText("£1,234.56");
  await expect(main).toContainText("Fewer than three quotes came in");
  await checked("quote-opened");
  await page.getByRole("radio", { name: "Harbour Talk" }).check({ force: true });
  await page.getByLabel("Why?").fill("Cheap.");
  await page.getByRole("button", { name: "Record your choice" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByLabel("Why?").fill("Only one quote came in the time there was; its price is below what we paid last year.");
  await page.getByRole("button", { name: "Record your choice" }).click();
  await expect(main).toContainText("You chose Harbour Talk");
  await page.getByRole("link", { name: "the evidence on one page" }).click();
  await expect(main).toContainText("£1,234.56");
  await expect(main).toContainText("Chose a quote");
  await checked("quote-evidence");
});
