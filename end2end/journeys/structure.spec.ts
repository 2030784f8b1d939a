// A school becomes a provider in two clicks; a trust's business manager acts for one of its schools,
// and the school sees who did.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, signIn } from "../fixtures.ts";

fresh("a school becomes a provider in two clicks, and the partnership sees it", async ({ page }) => {
  await signIn(page, "Priya Lindgreen");
  await page.getByRole("link", { name: "Offer a service to other schools" }).click();
  await screenshots(page, "offer");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await overflowOnPhone(page)).toBe(0);
  await page.getByRole("button", { name: "Become a provider" }).click();
  await expect(page.getByText("Your school is a provider now")).toBeVisible();
  await screenshots(page, "offer-done");
  await page.getByRole("main").getByRole("link", { name: "Bookings" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Bookings");

  await signIn(page, "Declan Osibanjo");
  await page.getByRole("link", { name: "List what 1 school offers" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Providers");
  await expect(page.getByText("Not listed yet")).toHaveCount(1);
  await screenshots(page, "providers");
  expect(await accessibilityProblems(page)).toEqual([]);
});

fresh("a trust's business manager acts for one of its schools", async ({ page, anotherWindow }) => {
  await signIn(page, "Helena Marchbanks");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("3 schools");
  await screenshots(page, "trust");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await overflowOnPhone(page)).toBe(0);
  const school = (await page.getByRole("table").getByRole("link").first().textContent()) ?? "";
  await page.getByRole("button", { name: "Act for it" }).first().click();
  const acting = `${school}, through Thamesward Learning Trust`;
  await expect(page.getByText(acting, { exact: true }).first()).toHaveCount(1);
  await screenshots(page, "through-trust");
  expect(await overflowOnPhone(page)).toBe(0);
  // What is the school's own to say is not offered.
  await expect(page.getByRole("link", { name: "People", exact: true, includeHidden: true })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Offer a service to other schools" })).toHaveCount(0);

  await page.goto("/services?q=counselling");
  await expect(page.getByRole("main")).toContainText("Your price");

  const vera = await anotherWindow();
  await signIn(vera, "Beatrix Holloway");
  await expect(vera.getByRole("heading", { level: 1 })).toContainText("12 partnerships");
  await screenshots(vera, "association");
  expect(await accessibilityProblems(vera)).toEqual([]);
  expect(await overflowOnPhone(vera)).toBe(0);
});

fresh("a partnership's groups narrow its list of members", async ({ page }) => {
  await signIn(page, "Farah Kowalski");
  await page.goto("/groups");
  await screenshots(page, "groups");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await overflowOnPhone(page)).toBe(0);
  await page.getByRole("link", { name: "Hainault School Partnership Group" }).click();
  await expect(page.getByRole("table").first().getByRole("row")).toHaveCount(11);
  await page.goto("/members");
  await page.getByLabel("Group", { exact: true }).selectOption({ label: "Fairlop School Partnership Group" });
  await page.getByRole("button", { name: "Show results" }).click();
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(9);
  await screenshots(page, "members-of-group");
});
