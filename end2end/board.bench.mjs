// What the board costs a browser, in a clinic of sixty cases and in one of ten thousand, beside goal and hard line.
//
//   node end2end/board.bench.mjs     CASEBOARD_BIN a release build, CASEBOARD_SITE a release site
//
// Nothing here fails because it is slow; what does not work at all does.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { launchBrowser, newPage, startClinic } from "./support.mjs";

const BINARY = process.env.CASEBOARD_BIN;
if (!BINARY) throw new Error("CASEBOARD_BIN does not say which program is measured.");

const RUNS = 5;
const MOVES = 40;
const MOTION_MS = 4_000;
/** Two frames at 60 Hz, and what a clock may be off. */
const LATE_MS = 34;
const SIZES = (process.env.CASEBOARD_BENCH_CASES ?? "60,10000").split(",").map(Number);

const median = (numbers) => quantile(numbers, 0.5);
const quantile = (numbers, part) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
const ms = (number) => `${number.toFixed(0)} ms`;
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Runs before any script of the page: notes when the WASM has taken over, and where its memory is. */
function watch() {
  const Original = window.WebSocket;
  // The socket is opened by the first effect after the page was taken over.
  window.WebSocket = class extends Original {
    constructor(...words) {
      super(...words);
      if (window.tookOver) return;
      window.tookOver = performance.now();
      window.interactive?.();
    }
  };
  for (const name of ["instantiateStreaming", "instantiate"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...words) => {
      const made = await original.apply(WebAssembly, words);
      window.wasmMemory ??= (made.instance ?? made).exports.memory;
      return made;
    };
  }
}

/** One answer as it goes over the wire: bytes of the body, and how long it took. */
function fetched(url, cookie, encoding = "br") {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const request = get(url, { headers: { cookie, "accept-encoding": encoding } }, (answer) => {
      let bytes = 0;
      answer.on("data", (chunk) => (bytes += chunk.length));
      answer.on("end", () => {
        if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`));
        else resolve({ bytes, took: performance.now() - began });
      });
    });
    request.on("error", reject);
  });
}

/** Cookies of somebody with that title, of the demo clinic: for as many contexts (`storageState`) as are needed. */
async function signedIn(browser, clinic, title) {
  const page = await newPage(browser);
  await page.goto(`${clinic.url}/sign-in`);
  const staff = await page.locator("form", { hasText: title }).locator('input[name="staff"]').first().inputValue();
  const { status } = await page.context().request.post(`${clinic.url}/demo/session`, {
    form: { staff },
    headers: { origin: clinic.url },
    maxRedirects: 0,
  }).then((answer) => ({ status: answer.status() }));
  if (400 <= status) throw new Error(`Nobody was signed in: the server answered ${status}.`);
  const state = await page.context().storageState();
  await page.context().close();
  return state;
}

async function open(page, clinic) {
  await page.goto(`${clinic.url}/board`, { waitUntil: "commit" });
  await page.waitForSelector('.live[data-state="live"]', { timeout: 60_000 });
}

/**
 * One visit, and what it took: times since its start, the requests, and what the main thread computed, time on a core and not
 * time in a queue for one. Nobody looks into the page before it is interactive: to wait for an element is work there as well.
 */
async function visit(page, clinic) {
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  let tookOver;
  const interactive = new Promise((resolve) => (tookOver = resolve));
  await page.exposeBinding("interactive", () => tookOver());
  await page.addInitScript(watch);
  await page.goto(`${clinic.url}/board`, { waitUntil: "commit" });
  await interactive;
  const { metrics } = await client.send("Performance.getMetrics");
  await page.waitForSelector('.live[data-state="live"]', { timeout: 60_000 });
  const times = await page.evaluate(() => ({
    painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
    tookOver: window.tookOver,
    live: performance.now(),
    requests: performance.getEntriesByType("resource").filter((entry) => entry.responseEnd < window.tookOver).length + 1,
  }));
  return { ...times, cpu: metrics.find(({ name }) => name === "TaskDuration").value * 1000, context: page.context() };
}

/** A first and a second visit, each in a browser that knows nothing before the first. */
async function visits(browser, clinic, storageState) {
  const cold = [], warm = [];
  for (let run = 0; run < RUNS; run += 1) {
    for (const visits of [cold, warm]) {
      const page = visits === cold ? await newPage(browser, { storageState }) : await cold.at(-1).context.newPage();
      visits.push(await visit(page, clinic));
      if (visits === warm) await page.context().close();
      else await page.close();
    }
  }
  const of = (visits, what) => median(visits.map((visit) => visit[what]));
  return { cold: (what) => of(cold, what), warm: (what) => of(warm, what) };
}

/** Bytes of scripts and WASM in use, after what is garbage is gone. */
async function heap(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize } = await client.send("Runtime.getHeapUsage");
  return usedSize + (await page.evaluate(() => window.wasmMemory.buffer.byteLength));
}

/** The time between frames while something moves. */
async function frames(page, act) {
  await page.evaluate(() => {
    window.frameTimes = [];
    let last;
    const tick = (now) => {
      if (last !== undefined) window.frameTimes.push(now - last);
      last = now;
      window.nextFrame = requestAnimationFrame(tick);
    };
    window.nextFrame = requestAnimationFrame(tick);
  });
  await act();
  const times = await page.evaluate(() => (cancelAnimationFrame(window.nextFrame), window.frameTimes));
  const all = times.reduce((sum, time) => sum + time, 0);
  const late = times.filter((time) => LATE_MS < time).length;
  return { rate: (1000 * times.length) / all, late: (100 * late) / times.length, longest: Math.max(...times) };
}

/** Takes a card in the hand; a list that is still settling may need a second try. */
async function lift(page) {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await page.waitForTimeout(500);
    const { x, y } = await page.locator("#lane-planning .card").first().boundingBox();
    await page.mouse.move(x + 50, y + 14);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 40, { steps: 4 });
    if ((await page.locator(".card--ghost").count()) === 1) return;
    await page.mouse.up();
  }
  throw new Error("no card can be taken in the hand");
}

async function dragging(page) {
  const lanes = await page.locator(".board__lanes").boundingBox();
  await lift(page);
  const result = await frames(page, async () => {
    for (const began = performance.now(); performance.now() - began < MOTION_MS;) {
      const at = (performance.now() - began) / MOTION_MS;
      const x = lanes.x + lanes.width * (0.5 + 0.4 * Math.sin(at * 4 * Math.PI));
      const y = lanes.y + lanes.height * (0.5 + 0.35 * Math.sin(at * 10 * Math.PI));
      await page.mouse.move(x, y);
    }
  });
  if ((await page.locator(".card--ghost").count()) !== 1) throw new Error("the card fell out of the hand");
  await page.keyboard.press("Escape");
  await page.mouse.up();
  return result;
}

async function scrolling(page) {
  const lane = await page.evaluate(() => {
    const lists = [...document.querySelectorAll(".lane__list")];
    const room = (list) => list.scrollHeight - list.clientHeight;
    return lists.reduce((best, list) => (room(best) < room(list) ? list : best)).closest(".lane").id;
  });
  const list = await page.locator(`#${lane} .lane__list`).boundingBox();
  await page.mouse.move(list.x + list.width / 2, list.y + list.height / 2);
  let turned = 0;
  const result = await frames(page, async () => {
    for (const began = performance.now(); performance.now() - began < MOTION_MS;) {
      const down = (performance.now() - began) % (MOTION_MS / 2) < MOTION_MS / 4;
      await page.mouse.wheel(0, down ? 120 : -120);
      turned += 1;
    }
  });
  if (turned === 0) throw new Error("nothing was scrolled");
  return result;
}

/** From the key in one browser until the other has painted it. */
async function across(browser, clinic, storageState) {
  const [one, two] = [await newPage(browser, { storageState }), await newPage(browser, { storageState })];
  for (const page of [one, two]) await page.addInitScript(watch);
  await Promise.all([open(one, clinic), open(two, clinic)]);
  await one.locator("#lane-planning .card__name").first().focus();
  await one.evaluate(() => addEventListener("keydown", (event) => {
    if (event.altKey && event.key.startsWith("Arrow")) window.pressed = performance.timeOrigin + event.timeStamp;
  }, true));
  const times = [];
  for (let move = 0; move < MOVES; move += 1) {
    const painted = two.evaluate(() => new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          // A message is handled after the frame that this callback belongs to.
          port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
          port2.postMessage(0);
        });
      });
      observer.observe(document.querySelector("#lane-planning"), { childList: true, subtree: true });
    }));
    await two.evaluate(() => 0);
    await one.keyboard.press(move % 2 ? "Alt+ArrowUp" : "Alt+ArrowDown");
    const at = await Promise.race([painted, new Promise((_, fail) => setTimeout(fail, 20_000, new Error("the move never showed")))]);
    times.push(at - (await one.evaluate(() => window.pressed)));
    // Marks on cards come and go; the next observation must not take them for the move.
    await two.waitForTimeout(3_000);
  }
  await Promise.all([one.context().close(), two.context().close()]);
  return times;
}

async function measure(browser, cases) {
  const folder = mkdtempSync(join(tmpdir(), "caseboard-bench-"));
  const rows = [];
  const row = (what, goal, hard, figure) => {
    console.error(`  ${what.padEnd(52)} ${figure}`);
    rows.push({ what, goal, hard, figure });
  };
  const database = `sqlite://${join(folder, "bench.db")}`;
  const grown = spawnSync(BINARY, ["seed", "--cases", String(cases), "--database", database], { encoding: "utf8" });
  if (grown.status !== 0) throw new Error(`The clinic did not grow: ${grown.stderr}`);
  const clinic = await startClinic({ args: ["--database", database], data: folder });
  try {
    row("load of the machine before", "", "", loadavg()[0].toFixed(2));
    const storageState = await signedIn(browser, clinic, /Director/);
    const cookie = storageState.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");

    const html = [];
    for (let run = 0; run < 10; run += 1) html.push(await fetched(`${clinic.url}/board`, cookie));
    row("first board HTML, brotli", "8 kB (60)", "14 kB (60)", kb(html[0].bytes));
    row("first board HTML, until its last byte", "", "", ms(median(html.map(({ took }) => took))));

    const page = await newPage(browser, { storageState });
    await page.addInitScript(watch);
    await open(page, clinic);
    row("cards on the board", "", "", String(await page.$$eval(".lane__head .count", (counts) => counts.reduce((sum, count) => sum + Number(count.textContent), 0))));
    row("cards in the page", "", "", String(await page.locator(".card").count()));
    const manifest = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("/pkg/")));
    const sizes = { wasm: ["180 kB", "250 kB"], js: ["10 kB", "15 kB"], css: ["12 kB", "20 kB"] };
    let all = html[0].bytes;
    for (const [kind, [goal, hard]] of Object.entries(sizes)) {
      const url = manifest.find((name) => name.endsWith(`.${kind}`));
      if (!url) throw new Error(`the page loads no ${kind}`);
      const { bytes } = await fetched(url, cookie);
      all += bytes;
      row(`${kind}, brotli`, goal, hard, kb(bytes));
      if (kind === "wasm") row("wasm, raw", "600 kB", "850 kB", kb((await fetched(url, cookie, "identity")).bytes));
    }
    row("everything at first visit", "220 kB (60)", "300 kB (60)", kb(all));
    row("JS+WASM heap", "20 MB (1,000)", "30 MB (1,000)", mb(await heap(page)));

    const drag = await dragging(page);
    row("frames per second while dragging", "60", "", drag.rate.toFixed(1));
    row("  frames over 33 ms", "1 %", "3 %", `${drag.late.toFixed(1)} %`);
    row("  longest frame", "", "", ms(drag.longest));
    const scroll = await scrolling(page);
    row("frames per second while scrolling", "60", "", scroll.rate.toFixed(1));
    row("  frames over 33 ms", "1 %", "3 %", `${scroll.late.toFixed(1)} %`);
    row("  longest frame", "", "", ms(scroll.longest));
    await page.context().close();

    const { cold, warm } = await visits(browser, clinic, storageState);
    const goals = 100 < cases ? ["600 ms (1,000)", "1,000 ms (1,000)", "350 ms (1,000)", "600 ms (1,000)"] : ["350 ms", "500 ms", "150 ms", "250 ms"];
    row("first contentful paint, cold", "100 ms", "200 ms", ms(cold("painted")));
    row("interactive, cold", goals[0], goals[1], ms(cold("tookOver")));
    row("interactive, warm", goals[2], goals[3], ms(warm("tookOver")));
    row("live, cold / warm", "", "", `${ms(cold("live"))} / ${ms(warm("live"))}`);
    row("main-thread CPU until interactive, cold", 100 < cases ? "450 ms (1,000)" : "150 ms", 100 < cases ? "700 ms (1,000)" : "250 ms", ms(cold("cpu")));
    row("requests until interactive", "5", "8", cold("requests").toFixed(0));

    const [first, ...times] = await across(browser, clinic, storageState);
    const goal = 100 < cases ? "28 / 50 ms (1,000)" : "25 / 40 ms";
    row("move until painted in a second browser, p50 / p95", goal, "", `${ms(median(times))} / ${ms(quantile(times, 0.95))}`);
    row("  the first move, whose code is on its way", "", "", ms(first));
    row("load of the machine after", "", "", loadavg()[0].toFixed(2));
  } finally {
    await clinic.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

const browser = await launchBrowser();
const columns = [];
try {
  for (const cases of SIZES) {
    console.error(`The board of a clinic of ${cases} cases`);
    columns.push(await measure(browser, cases));
  }
} finally {
  await browser.close();
}
const lines = [["", "goal", "hard line", ...SIZES.map((cases) => `${cases} cases`)]];
columns[0].forEach(({ what }, at) => {
  const rows = columns.map((rows) => rows[at]);
  const of = (kind) => [...new Set(rows.map((row) => row[kind]))].join(" | ");
  lines.push([what, of("goal"), of("hard"), ...rows.map(({ figure }) => figure)]);
});
const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => line[at].length)));
for (const line of lines) console.log(line.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join("  "));
