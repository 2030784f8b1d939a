// Days, months and money in the words of the pages, and the terms that the product takes for typical.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";

const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];
const WEEK = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Fills a date in three boxes. */
export async function fillDate(page: Page, name: string, day: string): Promise<void> {
  const group = page.getByRole("group", { name });
  const [year = "", month = "", date = ""] = day.split("-");
  for (const [label, value] of [["Day", date], ["Month", month], ["Year", year]] as const) {
    await group.getByLabel(label, { exact: true }).fill(String(Number(value)));
  }
}

/** `2027-01-12` as "Tuesday 12 January 2027". */
export function inWords(day: string): string {
  const date = new Date(`${day}T12:00:00Z`);
  return `${WEEK[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `2027-01` as "January 2027". */
export function monthInWords(month: string): string {
  return `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;
}

/** So many months after one: `2027-01` and 2 are `2027-03`. */
export function monthsAfter(month: string, count: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + count, 15)).toISOString().slice(0, 7);
}

/** Pence as "£1,234.50". */
export function money(pence: number): string {
  const sign = pence < 0 ? "−" : "";
  return `${sign}£${(Math.abs(pence) / 100).toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** "£1,234.50", "£20" or "−£30.00" as pence. */
export function pence(text: string): number {
  const found = /^([−-]?)£([\d,]+)(?:\.(\d\d))?/.exec(text.trim());
  expect(found, `an amount at the beginning of "${text}"`).not.toBeNull();
  const [, sign, pounds = "", rest = "00"] = found as RegExpExecArray;
  return Number(`${pounds.replaceAll(",", "")}${rest}`) * (sign ? -1 : 1);
}

export interface Term {
  first: string;
  last: string;
}

/** The term in which a day lies. */
export function termOf(day: string): Term {
  const file = join(import.meta.dirname, "../domain/src/calendar/typical-terms.csv");
  const rows = readFileSync(file, "utf8").split("\n").filter((line) => /^[a-z]+,/.test(line));
  const terms = rows.map((row) => row.split(",")).map(([, first = "", last = ""]) => ({ first, last }));
  const found = terms.find((term) => term.first <= day && day <= term.last);
  if (!found) throw new Error(`No term is known in which ${day} lies`);
  return found;
}

/** The boxes of days that can be ticked in the month shown. */
export function dayBoxes(page: Page): Locator {
  return page.locator("#days-shown input[name=day][type=checkbox]");
}

/** The days that the page for checking an order would send when it is confirmed. */
export async function daysToOrder(page: Page): Promise<string[]> {
  const fields = page.locator("form:not([action$='/basket']) input[name=day]");
  return fields.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
}

/** Opens the days of a service in the first month, two or more from now, with so many free. */
export async function openDays(page: Page, service: string, free: number): Promise<string> {
  const from = monthsAfter(new Date().toISOString().slice(0, 7), 2);
  for (let count = 0; count < 9; count += 1) {
    const month = monthsAfter(from, count);
    await page.goto(`${service}/days?month=${month}`);
    if ((await dayBoxes(page).count()) >= free) return month;
  }
  throw new Error(`No month has ${free} free days`);
}

/** Finds the counselling pool as a school would, and returns the address of its page. */
export async function counselling(page: Page): Promise<string> {
  await page.goto("/services?q=counsellors");
  await page.getByRole("link", { name: "Counselling for pupils", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Counselling for pupils");
  return new URL(page.url()).pathname;
}
