// The last lines of a run that failed: each test that did, where, and the first words of why.

import { relative } from "node:path";
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** How many lines of a failure's message are kept. */
const LINES = 8;

export default class Failures implements Reporter {
  private readonly lines: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === "passed" || result.status === "skipped") return;
    for (const { location, message } of result.errors) {
      const at = location ? `${relative(process.cwd(), location.file)}:${location.line}` : "outside the test";
      const why = plain(message ?? "").split("\n").filter((line) => line.trim()).slice(0, LINES);
      this.lines.push(`${test.title} (${at}, after ${result.duration} ms)`, ...why.map((line) => `    ${line}`));
    }
  }

  onEnd(): void {
    if (this.lines.length > 0) process.stdout.write(`\n${this.lines.join("\n")}\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}

/** Without the colours of terminals. */
function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}
