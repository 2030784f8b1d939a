// Journey: a director sees who owns the partnership and whether it passes the control test, follows a
// figure to its entries, adds to it, and takes a step back; a member school reads the outcome.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots } from "../fixtures.ts";
import { fillDate } from "../calendar.ts";

fresh("a director keeps ownership and control", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const main = page.getByRole("main");
  const whole = async (name: string) => {
    await screenshots(page, name);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
    expect(await overflowOnPhone(page)).toBe(0);
  };
  await signInAs("Amara Whitlocke");
  await page.goto("/partnership");
  await main.getByRole("link", { name: "Ownership and control" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ownership and control");
  await expect(main).toContainText("Passes: more than 85% is for members");
  await expect(main).toContainText("56 schools: 81%");
  await expect(main).toContainText("19%");
  await expect(main).toContainText("Every authority that holds a share is represented");
  await whole("control");

  // A figure leads to its entries; one is taken back.
  await page.goto("/control/activity/new");
  await page.getByLabel("For others, excluding VAT").fill("9,000,000");
  await page.getByRole("button", { name: "Enter it" }).click();
  await expect(page.getByRole("alert")).toContainText("Where are the figures from?");
  await expect(page.getByLabel("For others, excluding VAT")).toHaveValue("9,000,000");
  await whole("control-activity-refused");
  await page.getByLabel("Where are the figures from?").fill("A slip");
  await page.getByRole("button", { name: "Enter it" }).click();
  await page.goto("/control");
  await expect(main).toContainText("Does not pass: 80% or less is for members");
  await page.goto("/control/activity");
  await whole("control-activity");
  await page.getByRole("button", { name: "Take back the entry: A slip" }).click();
  await page.goto("/control");
  await expect(main).toContainText("Passes: more than 85% is for members");

  // A charity among the shareholders is flagged, whatever the test says.
  await main.getByRole("link", { name: "Enter a shareholder" }).click();
  await page.getByRole("radio", { name: "Somebody else" }).check();
  await page.getByLabel("Anybody else’s name").fill("Fictional Trust for Reading");
  await page.getByLabel("How much?").fill("10");
  await fillDate(page, "From which day?", "2025-04-01");
  await page.getByRole("radio", { name: "Not a public authority" }).check();
  await page.getByLabel("Why?").fill("A charity");
  await whole("control-shareholder");
  await page.getByRole("button", { name: "Enter it" }).click();
  await expect(main).toContainText("Not a public authority: Fictional Trust for Reading");
  await expect(main).toContainText("Schedule 2, paragraph 2(3)");
  await page.getByRole("link", { name: "End what Fictional Trust for Reading holds" }).click();
  await page.getByRole("checkbox").check();
  await whole("control-end");
  await page.getByRole("button", { name: "End it" }).click();
  await expect(main).toContainText("56 schools: 81%");

  await page.goto("/control/board/new");
  await whole("control-director");
  await page.goto("/control/conclusion");
  await whole("control-conclusion");

  await signInAs("Priya Lindgreen");
  await page.goto("/school");
  await main.getByRole("link", { name: /^Ownership and control of/ }).click();
  await expect(main).toContainText("Passes: more than 85% is for members");
  await expect(main.getByRole("link", { name: "Enter a shareholder" })).toHaveCount(0);
  await whole("control-of-a-member");

  await signInAs("Marguerite Oyelaran");
  await page.goto("/control");
  await expect(main).toContainText("is not a company: it trades through");
  await whole("control-hosted");
});
