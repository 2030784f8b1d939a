// Journey: above what a head may approve the governors are asked as well, and while the head is away
// a deputy approves in her place.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots } from "../fixtures.ts";

fresh("over the head's part goes to the governors, and the deputy approves while the head is away", async ({ page, signInAs }) => {
  const main = page.getByRole("main");
  await signInAs("Callum Broadmead");
  await page.goto("/");
  await expect(main).toContainText(/You stand in for .+ until \d+ \w+ \d{4}/);
  await main.getByRole("link", { name: "Who approves what" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Who approves what");
  await expect(main).toContainText("An approver first, then the governors’ approver");
  await expect(main).toContainText("Callum Broadmead");
  await screenshots(page, "who-approves-what");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await overflowOnPhone(page)).toBe(0);

  await page.goto("/");
  await main.getByRole("link", { name: /^Decide on £/ }).click();
  const order = new URL(page.url()).pathname;
  await expect(main).toContainText(/asks you to approve this as deputy of /);
  await expect(main).toContainText("the governors’ approver is asked next");
  await screenshots(page, "approve-as-deputy");
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("button", { name: /^Approve £/ }).click();
  await expect(main).toContainText("You have approved this already");

  await signInAs("Winifred Castellane");
  await page.goto(order);
  await expect(main).toContainText(/Approved by Callum Broadmead, deputy of .+ \(approver\)/);
  await screenshots(page, "approve-for-governors");
  expect(await overflowOnPhone(page)).toBe(0);
  await page.getByRole("button", { name: /^Approve £/ }).click();
  await expect(main).toContainText("Placed");
  await page.goto("/people/deputy");
  await screenshots(page, "name-a-deputy");
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.goto("/people/delegation/change");
  await screenshots(page, "lay-down");
  expect(await accessibilityProblems(page)).toEqual([]);
});
