// What every journey needs: a clinic of its own, a browser, a look at accessibility, pictures.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target");
export const BINARY = process.env.CASEBOARD_BIN ?? join(TARGET, "release", "caseboard");
const SITE = process.env.CASEBOARD_SITE ?? join(ROOT, "target", "site");
const SHOTS = join(ROOT, "target", "shots");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const READY = /Caseboard is ready at (http:\/\/[^\s/]+).*\n/;
const PATIENCE = 60_000;

// Root gets no sandbox from Chromium, and a test must not ask the world anything.
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  // A page that a test has rewritten may still talk to its own server.
  "--disable-features=LocalNetworkAccessChecks",
];

/**
 * Starts a clinic on a free port with its data in a folder of its own, and waits until it answers.
 *
 *   command   "demo" (default) or another subcommand that serves
 *   args      further arguments, such as a database address
 *   data      a folder to keep; without it a temporary one that `stop` removes
 */
export async function startClinic({ command = "demo", args = [], env = {}, data } = {}) {
  const folder = data ?? mkdtempSync(join(tmpdir(), "caseboard-e2e-"));
  const clinic = { data: folder, url: "", port: 0, output: "", heard: 0, child: undefined, start, kill, stop };
  await start();
  return clinic;

  /** Starts it, or starts it again after `kill`: same data, same port. */
  async function start() {
    const words = [command, "--port", String(clinic.port), "--data", folder, "--site", SITE, ...args];
    const child = spawn(BINARY, words, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    clinic.child = child;
    clinic.url = await new Promise((resolve, reject) => {
      const give_up = (why) => reject(new Error(`The server ${why}. It said:\n${clinic.output.slice(-4000)}`));
      const timer = setTimeout(() => (child.kill("SIGKILL"), give_up(`was not ready after ${PATIENCE / 1000} s`)), PATIENCE);
      const hear = (chunk) => {
        clinic.output += chunk;
        const ready = READY.exec(clinic.output.slice(clinic.heard));
        if (!ready) return;
        clearTimeout(timer);
        clinic.heard = clinic.output.length;
        resolve(ready[1]);
      };
      child.stdout.setEncoding("utf8").on("data", hear);
      child.stderr.setEncoding("utf8").on("data", hear);
      child.once("error", (error) => (clearTimeout(timer), give_up(`could not be started (${error.message})`)));
      child.once("exit", (code, signal) => (clearTimeout(timer), give_up(`ended with ${signal ?? `code ${code}`}`)));
    });
    clinic.port = Number(new URL(clinic.url).port);
  }

  /** Ends it as a power cut would, or with another signal, and waits until it is gone. */
  async function kill(signal = "SIGKILL") {
    const { child } = clinic;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await gone;
  }

  async function stop() {
    const timer = setTimeout(() => clinic.child.kill("SIGKILL"), 10_000);
    await kill("SIGTERM");
    clearTimeout(timer);
    if (!data) rmSync(folder, { recursive: true, force: true });
  }
}

export function launchBrowser() {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("Chromium is not installed. Run .ci/setup test, or set CHROMIUM to where it is.");
  return chromium.launch({ executablePath, args: FLAGS, headless: true });
}

/**
 * A page in a context of its own (own cookies: another person at another desk). `page.complaints` collects what the
 * browser complains about, except for answers that are errors: those are some tests' purpose.
 */
export async function newPage(browser, { width = 1440, height = 900, dark = false, touch = false, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    hasTouch: touch,
    isMobile: touch,
    timezoneId: "America/Chicago",
    locale: "en-US",
    ...more,
  });
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    if (!["error", "warning"].includes(message.type()) || text.startsWith("Failed to load resource")) return;
    // Without a script nobody uses what a page names for its script; the browser says so of one that is open for long.
    if (more.javaScriptEnabled === false && text.includes("was preloaded using link preload")) return;
    page.complaints.push(`${message.type()}: ${text}`);
  });
  return page;
}

/** Signs the page in at the demo clinic, as somebody with that title; it is on the board afterwards. */
export async function signIn(page, clinic, title) {
  await page.goto(`${clinic.url}/sign-in`);
  const staff = await page.locator("form", { hasText: title }).locator('input[name="staff"]').first().inputValue();
  await Promise.all([
    page.waitForURL("**/board*"),
    page.evaluate((staff) => {
      const form = document.createElement("form");
      Object.assign(form, { method: "post", action: "/demo/session" });
      form.append(Object.assign(document.createElement("input"), { name: "staff", value: staff }));
      document.body.append(form);
      form.submit();
    }, staff),
  ]);
}

/** The page is connected: the socket is opened by the WASM, so the WASM has taken over. */
export const live = (page) => page.waitForSelector('.live[data-state="live"]');

/** A board at a desk of its own, signed in as somebody with that title, and taken over by the WASM. */
export async function openBoard(browser, clinic, title = /Director/, options = {}) {
  const page = await newPage(browser, options);
  await signIn(page, clinic, title);
  await Promise.all([live(page), page.waitForLoadState("networkidle")]);
  await page.waitForFunction(() => document.querySelector(".shell__person"));
  await page.waitForTimeout(300);
  return page;
}

/** What axe calls serious or critical on the page as it is now, one line each; empty when there is nothing. */
export async function axe(page, { within } = {}) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const violations = await page.evaluate(async (within) => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await window.axe.run(within ?? document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return found.violations;
  }, within);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, impact, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => {
        const detail = (failureSummary ?? "").split("\n").slice(1).join(" ").trim();
        return `${impact} ${id}: ${help} (${target.join(" ")}) ${detail}`;
      }));
}

/** Pictures of the page at three widths, light and dark, in target/shots/NAME-WIDTH-SCHEME.png. */
export async function shots(page, name, { widths = [1440, 1024, 390], schemes = ["light", "dark"], fullPage = false } = {}) {
  mkdirSync(SHOTS, { recursive: true });
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
}
