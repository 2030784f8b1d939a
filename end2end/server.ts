// One server with a database of its own, for one worker; and the template its database is copied
// from. What the tests know of the programs' command lines is all here.

import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const programs = process.env["COMMONPOOL_BIN"] ?? join(root, "target/debug");
const site = process.env["COMMONPOOL_SITE"] ?? join(root, "target/site");
const results = join(import.meta.dirname, "results");
const template = join(results, "template.db");

/** How long a debug build may take to answer its first request, in milliseconds. */
const START_LIMIT = 30_000;

/** A page of the product, and who looks at it: a persona's name, or nobody. */
export interface ListedPage {
  path: string;
  persona: string | null;
}

/** Makes the demo world once; every worker copies it. */
export function makeTemplate(): void {
  mkdirSync(results, { recursive: true });
  for (const file of databaseFiles(template)) rmSync(file, { force: true });
  execFileSync(join(programs, "commonpool"), ["demo", "--load-only", "--database-url", `sqlite://${template}`], {
    cwd: root,
    stdio: "inherit",
  });
}

/** Every page that has an address without ids; `crawl.spec.ts` reaches the others by links. */
export function listPages(): ListedPage[] {
  const listed = execFileSync(
    join(programs, "commonpool-dev"),
    ["--list-pages", "--database-url", `sqlite://${template}`],
    { cwd: root, encoding: "utf8" },
  );
  return JSON.parse(listed) as ListedPage[];
}

export class Server {
  private constructor(
    readonly url: string,
    private readonly control: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), "commonpool-end2end-"));
    const database = join(folder, "commonpool.db");
    const copies = databaseFiles(database);
    databaseFiles(template).forEach((file, index) => {
      if (existsSync(file)) copyFileSync(file, copies[index] as string);
    });
    const [listen, control] = [await freeAddress(), await freeAddress()];
    const log = openSync(join(folder, "log"), "w");
    const mail = `file:${join(folder, "mail")}`;
    const child = spawn(
      join(programs, "commonpool-dev"),
      ["--listen", listen, "--control", control, "--database-url", `sqlite://${database}`, "--site", site, "--mail", mail],
      { cwd: root, stdio: ["ignore", log, log] },
    );
    const server = new Server(`http://${listen}`, `http://${control}`, folder, child);
    await server.answers();
    return server;
  }

  /** Sets the server's clock: `2027-01-12T09:00:00Z`. Time stands still until it is set again. */
  async setClock(now: string): Promise<void> {
    const response = await fetch(`${this.control}/clock`, { method: "PUT", body: now });
    if (!response.ok) {
      throw new Error(`The clock was not set to ${now}: ${response.status} ${await response.text()}`);
    }
  }

  /** Does everything that is due: deals are closed, letters are sent. */
  async doJobs(): Promise<void> {
    const response = await fetch(`${this.control}/jobs`, { method: "POST" });
    if (!response.ok) throw new Error(`The jobs were not done: ${response.status}`);
  }

  /** The plain text of every letter to an address. */
  letters(to: string): string[] {
    const folder = join(this.folder, "mail");
    if (!existsSync(folder)) return [];
    const letters = readdirSync(folder)
      .filter((name) => name.endsWith(".eml"))
      .map((name) => readFileSync(join(folder, name), "utf8"));
    return letters.filter((letter) => letter.includes(to)).map(plainText);
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.child.once("exit", done));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill("SIGTERM");
      await ended;
    }
    rmSync(this.folder, { recursive: true });
  }

  /** Asks until the server answers; fails with its log where it ends or stays silent. */
  private async answers(): Promise<void> {
    const deadline = Date.now() + START_LIMIT;
    while (Date.now() < deadline && this.child.exitCode === null) {
      try {
        await fetch(`${this.url}/sign-in`);
        return;
      } catch {
        // Nobody listens yet.
        await new Promise((next) => setTimeout(next, 50));
      }
    }
    this.child.kill("SIGKILL");
    throw new Error(`The server did not start:\n${readFileSync(join(this.folder, "log"), "utf8")}`);
  }
}

/** The first part of a letter, with its quoted-printable letters read (RFC 2045, section 6.7). */
function plainText(letter: string): string {
  const part = letter.slice(letter.indexOf("Content-Type: text/plain"));
  const body = part.slice(part.search(/\r?\n\r?\n/)).split(/\r?\n--/)[0] ?? "";
  const bytes = body.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8").trim();
}

/** A SQLite database is up to three files. */
function databaseFiles(database: string): string[] {
  return [database, `${database}-wal`, `${database}-shm`];
}

/** The next port of this worker's own. Below those that systems give to connections, of which one
 * could be given away before the server has it. */
let nextPort = 20_000 + 1_000 * Number(process.env["TEST_PARALLEL_INDEX"] ?? 0);

async function freeAddress(): Promise<string> {
  for (;;) {
    const port = nextPort++;
    if (await isFree(port)) return `127.0.0.1:${port}`;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
  });
}
