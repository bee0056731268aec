// Second half of `.ci/site`: node .ci/pack.mjs BINDGEN_DIR SITE_DIR PROFILE
// Bundles and minifies script and styles, names files by content, compresses, writes the manifest, weighs everything.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const [bindgen, site, profile] = process.argv.slice(2);
const release = profile === "release";

// Bytes over the wire (brotli), and for the WASM also in memory: goal, and the line that fails the build.
const BUDGETS = {
  wasm: { raw: [600_000, 850_000], wire: [180_000, 250_000] },
  js: { wire: [10_000, 15_000] },
  css: { wire: [12_000, 20_000] },
};
// What is over its line and known to be. It may shrink, never grow: beyond these bytes the build fails as well, and every
// build says so until the line is met and this is empty. Weighed in November 2026 with every page in the first download;
// the way down is to load other pages' code when they are opened.
const OWED = { wasm: { raw: 2_750_000, wire: 700_000 } };
const COMPRESSIBLE = new Set([".css", ".html", ".ico", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest", ".xml"]);

// Addresses such as /icons.svg are the server's, not files to pull in.
const serverAddresses = {
  name: "server-addresses",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\// }, ({ kind, path }) => (kind === "entry-point" ? undefined : { path, external: true })),
};

// Built beside the old one and swapped in: a server that is running never meets half a site.
const next = `${site}.next`;
rmSync(next, { recursive: true, force: true });
mkdirSync(join(next, "pkg"), { recursive: true });
if (existsSync("public")) cpSync("public", next, { recursive: true });

const built = {
  js: await bundle(join(bindgen, "app.js")),
  css: await bundle("style/main.css"),
  wasm: readFileSync(join(bindgen, "app_bg.wasm")),
};
await WebAssembly.compile(built.wasm).catch((error) => fail(`browsers would refuse the WASM: ${error.message}`));

const manifest = {};
for (const [kind, bytes] of Object.entries(built)) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  manifest[kind] = `app.${hash}.${kind}`;
  writeFileSync(join(next, "pkg", manifest[kind]), bytes);
}
manifest.profile = profile;

const sizes = compressAll();
writeFileSync(join(next, "pkg", "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
const over = weigh();

const old = `${site}.old`;
rmSync(old, { recursive: true, force: true });
if (existsSync(site)) renameSync(site, old);
mkdirSync(dirname(site), { recursive: true });
renameSync(next, site);
rmSync(old, { recursive: true, force: true });

// The site stands, so that it can be looked at, but nothing that builds on this step goes on.
if (release && over.length > 0) fail(`the site in ${site} is over the hard line: ${over.join(", ")}.`);

async function bundle(entry) {
  if (!existsSync(entry)) fail(`${entry} is missing`);
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "esnext",
    legalComments: "none",
    plugins: [serverAddresses],
    logLevel: "warning",
  });
  return Buffer.from(result.outputFiles[0].contents);
}

// A development build is served from this machine: the cheapest setting will do.
function compressAll() {
  const sizes = {};
  for (const entry of readdirSync(next, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || !COMPRESSIBLE.has(extname(entry.name))) continue;
    const bytes = readFileSync(name);
    const params = { [constants.BROTLI_PARAM_QUALITY]: release ? 11 : 1, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    const brotli = brotliCompressSync(bytes, { params });
    const gzip = gzipSync(bytes, { level: release ? 9 : 1 });
    writeFileSync(`${name}.br`, brotli);
    writeFileSync(`${name}.gz`, gzip);
    sizes[entry.name] = { raw: bytes.length, brotli: brotli.length, gzip: gzip.length };
  }
  return sizes;
}

function weigh() {
  const line = (...cells) => console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(28) : String(cell).padStart(10))).join(""));
  const over = [];
  line("bytes", "is", "goal", "limit");
  for (const kind of ["wasm", "js", "css"]) {
    const { raw, brotli, gzip } = sizes[manifest[kind]];
    for (const [what, bytes, [goal, limit] = ["", ""]] of [
      [manifest[kind], raw, BUDGETS[kind].raw],
      ["  gzip", gzip],
      ["  brotli", brotli, BUDGETS[kind].wire],
    ]) {
      line(what, bytes, goal, limit, limit && bytes > goal ? "over goal" : "");
      if (!limit || bytes <= limit) continue;
      const [name, measure] = what.startsWith(" ") ? [`${kind} (brotli)`, "wire"] : [kind, "raw"];
      const owed = OWED[kind]?.[measure] ?? limit;
      if (bytes > owed) over.push(`${name} has ${bytes} of ${owed} bytes`);
      else console.log(`${name} IS OVER THE HARD LINE of ${limit} bytes; it may not pass ${owed}, and is owed.`);
    }
  }
  return over;
}

function fail(reason) {
  console.error(`\nStopped: ${reason}`);
  process.exit(1);
}
