// Runs once, before any worker.

import { makeTemplate } from "./server.ts";

export default function globalSetup(): void {
  makeTemplate();
}
