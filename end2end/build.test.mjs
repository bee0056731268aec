// An old page meets a new server, or the other way round: it loads itself anew once, never in circles, and never while
// somebody types.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchBrowser, newPage, signIn, startClinic } from "./support.mjs";

describe("a page and a server of different builds", () => {
  let clinic, browser;

  before(async () => {
    clinic = await startClinic();
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await clinic?.stop();
  });

  /** Somebody signed in, with a count of how often the board was asked for; `change` rewrites the board's HTML. */
  async function person(change = (html) => html) {
    const page = await newPage(browser);
    await page.goto(clinic.url);
    await page.locator("form[action='/demo/session'] button").first().click();
    await page.waitForURL("**/board");
    page.loads = 0;
    await page.route(`${clinic.url}/board`, async (route) => {
      page.loads += 1;
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: change(await answer.text(), page.loads) });
    });
    return page;
  }

  const alive = (page) => page.waitForSelector(".live[data-state=\"live\"]");
  const build = (html) => /build!=="([0-9a-f]{16})"/.exec(html)[1];

  test("a page that names another build is loaded once more, and then goes on as it is", async () => {
    const page = await person((html) => html.replace(/build!=="[0-9a-f]{16}"/, 'build!=="0123456789abcdef"'));
    await page.goto(`${clinic.url}/board`);
    await alive(page);
    assert.equal(page.loads, 2);
    await page.reload();
    await alive(page);
    assert.equal(page.loads, 3, "the tab remembers that loading again does not help");
    await page.context().close();
  });

  test("a page whose program is gone is loaded once more, and then says that it does not work", async () => {
    const page = await person((html) => html.replaceAll(/\/pkg\/app\.[0-9a-f]+\.wasm/g, "/pkg/app.gone.wasm"));
    await page.goto(`${clinic.url}/board`);
    await page.getByRole("alert").filter({ hasText: "This page has stopped working" }).waitFor();
    assert.equal(page.loads, 2);
    await page.context().close();
  });

  test("a part that cannot be fetched says so, and opens at the next try", async () => {
    const page = await person();
    const parts = /\/pkg\/(split|chunk)_/;
    await page.route(parts, (route) => route.abort());
    await page.goto(`${clinic.url}/board`);
    await alive(page);
    await page.keyboard.press("?");
    const notice = page.getByRole("alert").filter({ hasText: "could not be loaded" });
    await notice.waitFor();
    await page.unroute(parts);
    await notice.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("dialog", { name: "Keys on the board" }).waitFor();
    assert.equal(await notice.count(), 0);
    await page.context().close();
  });

  test("a move whose code cannot be fetched says so, and leaves the card; one whose code comes late is made", async () => {
    const page = await newPage(browser);
    await signIn(page, clinic, /Director/);
    const parts = /\/pkg\/(split|chunk)_/;
    await page.route(parts, (route) => route.abort());
    await page.goto(`${clinic.url}/board`);
    await alive(page);
    const order = () => page.$$eval("#lane-planning .card", (cards) => cards.map((card) => card.dataset.case));
    const before = await order();
    /** Drags the first card of the lane below the third. */
    const drag = async () => {
      const [from, to] = await Promise.all([0, 2].map((at) => page.locator("#lane-planning .card").nth(at).boundingBox()));
      await page.mouse.move(from.x + 50, from.y + 14);
      await page.mouse.down();
      await page.mouse.move(from.x + 60, from.y + 40, { steps: 4 });
      await page.mouse.move(to.x + 60, to.y + to.height - 4, { steps: 8 });
      await page.waitForTimeout(100);
      await page.mouse.up();
    };
    await drag();
    const notice = page.getByRole("alert").filter({ hasText: "Nothing was changed" });
    await notice.waitFor();
    assert.equal(await notice.count(), 1);
    assert.deepEqual(await order(), before);
    assert.equal(await page.locator('.card--ghost, [data-dragging], .card__state[data-state="saving"]').count(), 0);
    await page.unroute(parts);
    // Long enough for the card to be let go before its code is here.
    await page.route(parts, async (route) => {
      await new Promise((done) => setTimeout(done, 2_000));
      await route.continue();
    });
    await drag();
    assert.deepEqual(await order(), before);
    const sign = page.locator('.toast[data-tone="busy"]', { hasText: "Getting ready" });
    await sign.waitFor();
    assert.match(await page.textContent('p.visually-hidden[role="status"]'), /Getting ready/, "and it is read out");
    await page.waitForFunction((id) => document.querySelector("#lane-planning .card").dataset.case !== id, before[0]);
    await page.waitForFunction(() => !document.querySelector('.card__state[data-state="saving"]'));
    assert.equal(await sign.count(), 0, "the sign goes when the move is made");
    await page.reload();
    await alive(page);
    assert.deepEqual(await order(), [before[1], before[2], before[0], ...before.slice(3)], "it was saved, once");
    await page.context().close();
  });

  test("a key whose menu comes late says that it is coming, and no page does that has a sign of its own", async () => {
    const page = await newPage(browser);
    await signIn(page, clinic, /Director/);
    await page.route(/\/pkg\/(split|chunk)_/, async (route) => {
      await new Promise((done) => setTimeout(done, 1_500));
      await route.continue();
    });
    await page.goto(`${clinic.url}/board`);
    await alive(page);
    const sign = page.locator('.toast[data-tone="busy"]');
    await page.locator("#lane-planning .card__name").first().focus();
    await page.keyboard.press("m");
    await sign.waitFor();
    assert.equal(await sign.count(), 1);
    await page.locator(".menu:popover-open").waitFor();
    assert.equal(await sign.count(), 0);
    await page.keyboard.press("Escape");
    await page.locator(".shell__link", { hasText: "Today" }).click();
    await page.waitForSelector(".work__row, .empty");
    assert.equal(await sign.count(), 0);
    await page.context().close();
  });

  test("a page that its program cannot take over is loaded once more", async () => {
    const broken = (html) => html.replace(/<header class="shell__top">.*?<\/header>/s, "<p></p>");
    const page = await person((html, loads) => (loads === 1 ? broken(html) : html));
    await page.goto(`${clinic.url}/board`);
    await page.waitForFunction(() => performance.getEntriesByType("navigation")[0]?.type === "reload");
    await alive(page);
    assert.equal(page.loads, 2);
    await page.context().close();
  });

  test("an open page hears of a new server, waits while somebody types, and loads itself once", async () => {
    const page = await person();
    let lines = 0;
    await page.routeWebSocket(/\/live/, (line) => {
      const server = line.connectToServer();
      lines += 1;
      server.onMessage((text) => {
        line.send(text);
        // As the new server would say it, to this build's page.
        // Six letters of the form, then [0|…] for "live" and 7 for "newer".
        if (/^.{6}\[0\|/.test(text)) line.send(`${String(text).slice(0, 6)}7`);
      });
    });
    await page.goto(`${clinic.url}/board`);
    const search = page.getByRole("searchbox", { name: "Find a patient" });
    await search.fill("Mila");
    await page.getByText("A new version of Caseboard is here.").waitFor();
    await page.waitForTimeout(5_000);
    assert.equal(page.loads, 1, "nothing typed is lost");
    assert.equal(await search.inputValue(), "Mila");
    await search.fill("");
    await search.blur();
    await page.waitForFunction(() => performance.getEntriesByType("navigation")[0]?.type === "reload");
    await alive(page);
    await page.waitForTimeout(5_000);
    assert.equal(page.loads, 2, "and not again, although the server still says that it is another");
    assert.ok(lines >= 2);
    assert.match(build(await page.content()), /^[0-9a-f]{16}$/);
    await page.context().close();
  });
});
