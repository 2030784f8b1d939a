// Members and people come in by a list: what would change is shown first, and nothing else is changed.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots } from "../fixtures.ts";

/** No page of the way is wider than a phone or has a problem that a machine can find. */
async function expectWhole(page: Page, javaScript: boolean | undefined): Promise<void> {
  expect(await overflowOnPhone(page)).toBe(0);
  if (javaScript) expect(await accessibilityProblems(page)).toEqual([]);
}

/** The file that a list downloads. */
async function downloaded(page: Page, address: string): Promise<Buffer> {
  const answer = await page.request.get(address);
  expect(answer.ok()).toBe(true);
  return answer.body();
}

/** A list that was downloaded reads back with no change. */
async function expectUnchanged(page: Page, buffer: Buffer): Promise<void> {
  await page.getByLabel("A file").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "See what would change" }).click();
  await expect(page.getByRole("main")).toContainText("Rows: 0 new, 0 to change");
  await expect(page.getByRole("main")).toContainText("There is nothing to change.");
  await page.getByRole("link", { name: "Choose another list" }).click();
}

async function paste(page: Page, rows: string[]): Promise<void> {
  await page.getByLabel("Or paste the rows here").fill(rows.join("\n"));
  await page.getByRole("button", { name: "See what would change" }).click();
}

fresh("members come in by a list", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Amara Whitlocke");
  await page.goto("/members");
  await page.getByRole("link", { name: "Bring in a list" }).click();
  await page.getByRole("button", { name: "See what would change" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(1);
  await expectWhole(page, javaScriptEnabled);
  await expectUnchanged(page, await downloaded(page, "/members.csv"));

  await paste(page, ["900001\t31 August 2099"]);
  await expect(page.getByRole("main")).toContainText("The first row has no column for: urn");
  await paste(page, ["URN\tMember until", "900001\t31 August 2099", "12\t", "999999\t"]);
  const changes = page.getByRole("table", { name: "What would change, row by row" }).locator("tbody tr");
  await expect(changes).toHaveCount(1);
  await expect(changes).toContainText("URN 900001");
  await expect(changes).toContainText("ends on 31 Aug 2099");
  const wrong = page.getByRole("table", { name: "Rows that cannot be used" }).locator("tbody tr");
  await expect(wrong).toHaveCount(2);
  await expect(wrong.first()).toContainText(/^Line 3/);
  await expectWhole(page, javaScriptEnabled);
  await screenshots(page, "member-list-check");
  await page.getByRole("button", { name: "Make these changes" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The changes are made");
  await expect(page.getByRole("main")).toContainText("1 row changed. 2 rows could not be used.");
  await expectWhole(page, javaScriptEnabled);
  await page.goto("/members?q=900001");
  await expect(page.getByRole("main")).toContainText("to 31 Aug 2099");
});

fresh("people come in by a list", { tag: "@nojs" }, async ({ page, world, signInAs, javaScriptEnabled }) => {
  await signInAs("Samuel Achterberg");
  await page.goto("/people");
  await page.getByRole("link", { name: "Bring in a list" }).click();
  await expectUnchanged(page, await downloaded(page, "/people.csv"));
  await paste(page, ["Email\tRole\tLimit", "new.bursar@demo.example\tFinance\t", "nobody\tBuyer\t900"]);
  const changes = page.getByRole("table", { name: "What would change, row by row" }).locator("tbody tr");
  await expect(changes).toHaveCount(1);
  await expect(changes).toContainText("Invited");
  await expectWhole(page, javaScriptEnabled);
  await screenshots(page, "people-list-check");
  await page.getByRole("button", { name: "Make these changes" }).click();
  await expect(page.getByRole("main")).toContainText("1 row new. 1 row could not be used.");
  await world.doJobs();
  expect(world.letters("new.bursar@demo.example")).toHaveLength(1);
  await page.goto("/people");
  await expect(page.getByRole("main")).toContainText("new.bursar@demo.example");
});
