// The pages beside the board: a case and its parts, today's work, search, people, the journal.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launchBrowser, newPage, shots, signIn, startClinic } from "./support.mjs";

let clinic, browser;
before(async () => {
  [clinic, browser] = await Promise.all([startClinic(), launchBrowser()]);
});
after(async () => {
  await browser?.close();
  await clinic?.stop();
});

/** A page at an address, signed in as somebody with that title, and taken over by the WASM. */
async function open(path, title = /Director/, options = {}) {
  const page = await newPage(browser, options);
  await signIn(page, clinic, title);
  await page.waitForSelector(".card");
  page.card = await page.$eval("#lane-intake .card:has(.due)", (card) => card.dataset.case);
  if (path) await go(page, path);
  else await ready(page);
  return page;
}

const ready = async (page) => {
  await page.waitForSelector('.live[data-state="live"]');
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(300);
};

async function go(page, path) {
  await page.goto(clinic.url + path);
  await ready(page);
}

const section = (page, name) => page.locator(`section[aria-label="${name}"]`);

test("the panel opens beside the board, holds the keyboard, and Esc gives it back to the card", async () => {
  const page = await open();
  await page.locator("#lane-intake .card__name").first().click();
  await page.waitForSelector(".peek .task");
  assert.match(page.url(), /case=/);
  assert.match(await page.textContent(".peek__place"), /^1 of \d+ in Intake$/);
  await page.getByRole("button", { name: "Next case" }).click();
  await page.waitForFunction(() => document.querySelector(".peek__place")?.textContent.startsWith("2 of"));
  await page.waitForSelector(".peek .task");
  assert.deepEqual(await axe(page), []);
  await shots(page, "peek", { widths: [1440, 390] });
  await page.keyboard.press("Escape");
  await page.waitForSelector(".peek", { state: "detached" });
  await page.waitForFunction(() => document.activeElement?.classList.contains("card__name"));
  assert.deepEqual(page.complaints, []);
});

test("a task is ticked off, opened again with a reason, and both stand in the history", async () => {
  const page = await open();
  await go(page, `/cases/${page.card}`);
  const task = section(page, "Tasks").locator('.task[data-state="open"]').first();
  const id = await task.locator(".task__check").getAttribute("id");
  const check = page.locator(`[id="${id}"]`);
  const row = page.locator(".task", { has: check });
  await check.focus();
  await page.keyboard.press("Space");
  await page.waitForFunction((id) => document.getElementById(id).closest(".task").dataset.state === "done", id);
  assert.equal(await page.evaluate(() => document.activeElement.id), id, "the focus stays");
  await section(page, "History").getByText(/finished "/).first().waitFor();
  await check.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Reopen" }).click();
  await dialog.locator(".field__error").waitFor();
  await dialog.getByLabel(/Why/).fill("Ticked by mistake");
  assert.deepEqual(await axe(page), []);
  await dialog.getByRole("button", { name: "Reopen" }).click();
  await page.waitForFunction((id) => document.getElementById(id).closest(".task").dataset.state === "open", id);
  await section(page, "History").getByText(/Ticked by mistake/).first().waitFor();
  assert.equal(await row.count(), 1);
  assert.deepEqual(page.complaints, []);
});

test("a comment's draft survives a reload; a name is offered after @; the comment arrives on another screen", async () => {
  const page = await open("", /Coordinator/);
  await go(page, `/cases/${page.card}`);
  const box = page.getByLabel("Comment", { exact: true });
  await box.fill("Nobody loses this");
  await page.reload();
  await ready(page);
  assert.equal(await box.inputValue(), "Nobody loses this");
  await box.fill("");
  await box.pressSequentially("Please call, @");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  assert.match(await box.inputValue(), /^Please call, @\S.* $/);
  const other = await open(`/cases/${page.card}`);
  await box.press("Control+Enter");
  await section(other, "Comments").getByText(/Please call/).waitFor();
  assert.equal(await section(other, "Comments").locator(".comment__mention").count(), 1);
  assert.equal(await box.inputValue(), "");
  assert.deepEqual([...page.complaints, ...other.complaints], []);
});

test("flags, hold, contacts and the team change on the page of the case", async () => {
  const page = await open("", /Coordinator/);
  await go(page, `/cases/${page.card}`);
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Waiting…" }).click();
  await dialog.getByLabel(/From whom/).fill("Synthetic Health");
  await dialog.getByRole("button", { name: "Set the flag" }).click();
  await page.locator(".case-banner .chip", { hasText: "waits for" }).waitFor();
  await page.getByRole("button", { name: "Hold…" }).click();
  await dialog.getByLabel(/Why/).fill("Family is away");
  await dialog.getByLabel(/Wakes on/).fill(new Date(Date.now() + 5 * 864e5).toISOString().slice(0, 10));
  await dialog.getByRole("button", { name: "Hold" }).click();
  await page.locator(".banner", { hasText: "On hold until" }).waitFor();
  await page.getByRole("button", { name: "Contact", exact: true }).click();
  await dialog.getByLabel(/^Name/).fill("Rosa Synthetic");
  await dialog.getByLabel(/Phone/).fill("call me");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.locator(".field__error").waitFor();
  await dialog.getByLabel(/Phone/).fill("(555) 555-0123");
  await dialog.getByLabel(/Custody/).fill("Records go to the mother only");
  await dialog.getByRole("button", { name: "Save" }).click();
  await section(page, "Contacts").getByText("Records go to the mother only").waitFor();
  assert.deepEqual(await axe(page), []);
  await shots(page, "case", { widths: [1440, 390], fullPage: true });
  assert.deepEqual(page.complaints, []);
});

test("what is typed into a form survives a reload, and is gone once it is sent or given up", async () => {
  const page = await open("", /Coordinator/);
  await go(page, `/cases/${page.card}`);
  const why = page.getByRole("dialog").getByLabel(/^Why/);
  const ask = async () => {
    await page.getByRole("button", { name: "Hold…" }).click();
    await why.waitFor();
    await page.waitForFunction(() => document.activeElement.closest("dialog[open]"));
  };
  await ask();
  await why.fill("The family is away; they call back");
  await page.reload();
  await ready(page);
  await ask();
  assert.equal(await why.inputValue(), "The family is away; they call back");
  await page.getByRole("dialog").getByLabel(/Wakes on/).fill(new Date(Date.now() + 5 * 864e5).toISOString().slice(0, 10));
  await page.getByRole("dialog").getByRole("button", { name: "Hold" }).click();
  await page.locator(".banner", { hasText: "The family is away; they call back" }).waitFor();
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("sheet"))), []);
  await page.getByRole("button", { name: "Waiting…" }).click();
  const note = page.getByRole("dialog").getByLabel(/From whom/);
  await note.waitFor();
  const before = await note.inputValue();
  await note.fill("Given up");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Waiting…" }).click();
  assert.equal(await note.inputValue(), before);
  assert.deepEqual(page.complaints, []);
});

test("two people write the same field: both texts are there to choose from", async () => {
  const [page, other] = await Promise.all([open("", /Coordinator/), open("", /Coordinator/)]);
  const path = `/cases/${page.card}`;
  await Promise.all([go(page, path), go(other, path)]);
  const edit = async (page, language) => {
    await section(page, "About").getByRole("button", { name: "Edit" }).click();
    await page.getByLabel("Language at home").fill(language);
  };
  await edit(page, "Tagalog");
  await edit(other, "Portuguese");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await section(page, "About").getByText("Tagalog").waitFor();
  await other.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  const choice = other.getByRole("dialog", { name: "Which language?" });
  await choice.getByText("Tagalog").waitFor();
  await choice.getByText("Portuguese").waitFor();
  assert.deepEqual(await axe(other), []);
  await choice.getByRole("button", { name: "Use mine" }).click();
  await section(page, "About").getByText("Portuguese").waitFor();
});

test("today says why each thing is there, and ticking one off takes it away", async () => {
  const page = await open("/today", /Coordinator/);
  const rows = page.locator(".work__row");
  await rows.first().waitFor();
  assert.match(await rows.first().locator(".work__why").textContent(), /late|due|debt|wakes|hold/);
  const check = page.locator(".work__row .task__check").first();
  // What recurs comes again with the same name, and with another reason to be here.
  const line = (row) => [row.querySelector("input").ariaLabel, row.querySelector(".work__why").textContent];
  const [label, why] = await rows.first().evaluate(line);
  await check.click();
  const gone = ([label, why]) => ![...document.querySelectorAll(".work__row:has(input)")]
    .some((row) => row.querySelector("input").ariaLabel === label && row.querySelector(".work__why").textContent === why);
  await page.waitForFunction(gone, [label, why]);
  assert.deepEqual(await axe(page), []);
  await shots(page, "today", { widths: [1440, 390] });
  assert.deepEqual(page.complaints, []);
});

/** Part of the name of a case that the page's person sees on the board. */
const aName = (page) => page.evaluate(async (id) => {
  const board = new DOMParser().parseFromString(await (await fetch("/board")).text(), "text/html");
  return board.querySelector(`.card[data-case="${id}"] .card__name`).textContent.split(" ")[0];
}, page.card);

test("search finds while somebody types, and is there again after a case and a reload, in no address", async () => {
  const page = await open("/search");
  await shots(page, "search-empty", { widths: [1440], schemes: ["light"] });
  const asked = [];
  page.context().on("request", (request) => asked.push(`${request.url()} ${JSON.stringify(request.headers())}`));
  const word = await aName(page);
  const box = page.getByLabel(/Name, guardian/);
  await box.pressSequentially(word);
  await page.locator(".result mark").first().waitFor();
  assert.deepEqual(await axe(page), []);
  await shots(page, "search", { widths: [1440, 390] });
  await page.locator(".result a").first().click();
  await page.waitForURL(/\/cases\//);
  await page.goBack();
  await page.locator(".result mark").first().waitFor();
  assert.equal(await box.inputValue(), word);
  await page.reload();
  await ready(page);
  await page.locator(".result mark").first().waitFor();
  assert.equal(await box.inputValue(), word);
  await page.getByRole("searchbox", { name: "Find a patient" }).fill("zzzzzz");
  await page.keyboard.press("Enter");
  await page.getByText("Nobody found for “zzzzzz”").last().waitFor();
  assert.equal(await box.inputValue(), "zzzzzz");
  assert.equal(new URL(page.url()).search, "");
  assert.deepEqual(asked.filter((line) => line.includes(word) || line.includes("zzzzzz")), []);
  await page.getByRole("button", { name: /account and sign-out/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in/);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0, "somebody else may sit down next");
  assert.deepEqual(page.complaints, []);
});

test("without a script the search box posts; the script that comes later makes a reload harmless", async () => {
  const still = await browser.newContext({ javaScriptEnabled: false });
  const page = await open();
  await still.addCookies(await page.context().cookies());
  const word = await aName(page);
  const paper = await still.newPage();
  await paper.goto(`${clinic.url}/board`);
  await paper.getByRole("searchbox", { name: "Find a patient" }).fill(word);
  await paper.keyboard.press("Enter");
  await paper.locator(".result mark").first().waitFor();
  assert.equal(paper.url(), `${clinic.url}/search`);
  await still.close();
  // Posted before the script was here, and taken over by it.
  await page.evaluate((word) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/search" });
    form.append(Object.assign(document.createElement("input"), { name: "q", value: word }));
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
  }, word);
  await page.waitForURL(`${clinic.url}/search`);
  await ready(page);
  await page.locator(".result mark").first().waitFor();
  const again = page.waitForRequest(`${clinic.url}/search`);
  await page.reload();
  assert.equal((await again).method(), "GET");
  await ready(page);
  await page.locator(".result mark").first().waitFor();
  assert.deepEqual(page.complaints, []);
});

test("what one person typed in a tab is not there for the next who signs in", async () => {
  const page = await open("/search");
  await page.getByLabel(/Name, guardian/).fill("Theodore");
  await page.getByText(/found|match/).last().waitFor();
  // The session is over without a sign-out.
  await page.context().clearCookies();
  await signIn(page, clinic, /Coordinator/);
  await ready(page);
  await go(page, "/search");
  assert.equal(await page.getByLabel(/Name, guardian/).inputValue(), "");
});

test("a director adds somebody, makes their link, and ends their rights", async () => {
  const page = await open("/people");
  await page.getByRole("button", { name: "Add a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Name/).fill("Robin Synthetic");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Choose at least one role").waitFor();
  await dialog.getByLabel("Scheduler").check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Invite Robin Synthetic" }).click();
  await page.locator(".banner code", { hasText: "/invite/" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await shots(page, "people", { widths: [1440, 390] });
  await page.getByRole("button", { name: "End the rights of Robin Synthetic" }).click();
  await dialog.getByLabel(/Why/).fill("Left the clinic");
  await dialog.getByRole("button", { name: "End the rights" }).click();
  await page.getByRole("button", { name: "Give rights back to Robin Synthetic" }).waitFor();
  assert.deepEqual(page.complaints, []);
});

test("the account shows look and sessions, every time it is opened", async () => {
  const page = await open("/account");
  // What the server draws while it waits must not reach the browser: that went wrong once in four times.
  for (let time = 0; time < 8; time += 1) await go(page, "/account");
  await page.getByText("This browser").waitFor();
  assert.deepEqual(await axe(page), []);
  await shots(page, "account", { widths: [1440, 390] });
  assert.deepEqual(page.complaints, []);
});

test("the journal is for those who may read it", async () => {
  const page = await open("/journal");
  await page.locator(".table tbody tr").first().waitFor();
  assert.deepEqual(await axe(page), []);
  await shots(page, "journal", { widths: [1440, 390] });
  const other = await open("/journal", /Therapist/);
  await other.getByText("The journal is not for your role").waitFor();
  assert.deepEqual([...page.complaints, ...other.complaints], []);
});

test("who treats may open a case of others in an emergency, with a reason", async () => {
  const page = await open("", /Director/);
  const therapist = await open("", /Therapist/);
  const seen = await therapist.$$eval(".card", (cards) => cards.map((card) => card.dataset.case));
  const all = await page.$$eval(".card", (cards) => cards.map((card) => card.dataset.case));
  const foreign = all.find((id) => !seen.includes(id));
  await go(therapist, `/cases/${foreign}`);
  await therapist.getByRole("button", { name: "Open in an emergency…" }).click();
  await therapist.getByLabel(/Why is it needed/).fill("The family called about a fall");
  assert.deepEqual(await axe(therapist), []);
  await therapist.getByRole("button", { name: "Open the chart" }).click();
  await section(therapist, "History").getByText(/emergency/).first().waitFor();
  assert.deepEqual(therapist.complaints, []);
});

