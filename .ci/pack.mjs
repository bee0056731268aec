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
  // What is loaded when a page or a panel is opened for the first time, all its files together.
  chunk: { wire: [60_000, 100_000] },
};
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

// Parts that are loaded later are named first: the script asks for them by name.
const parts = {};
for (const file of readdirSync(bindgen).filter((name) => /^(chunk|split)_.*\.wasm$/.test(name))) {
  parts[file] = await emit(file.replace(/\.wasm$/, ""), "wasm", readFileSync(join(bindgen, file)));
}
const chunks = JSON.parse(readFileSync(join(bindgen, "chunks.json"), "utf8"));
const manifest = {
  js: await emit("app", "js", await bundle(join(bindgen, "app.js"))),
  css: await emit("app", "css", await bundle("style/main.css")),
  wasm: await emit("app", "wasm", readFileSync(join(bindgen, "app_bg.wasm"))),
  chunks: Object.fromEntries(Object.entries(chunks).map(([name, files]) => [name, files.map((file) => parts[`${file}.wasm`])])),
};
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

// Writes a file under a name that tells its content, and gives the name.
async function emit(name, kind, bytes) {
  if (kind === "wasm") await WebAssembly.compile(bytes).catch((error) => fail(`browsers would refuse ${name}.wasm: ${error.message}`));
  if (kind === "js") bytes = Buffer.from(bytes.toString().replace(/(?<=\.\/)(?:chunk|split)_\w+\.wasm/g, (file) => parts[file]));
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const named = `${name}.${hash}.${kind}`;
  writeFileSync(join(next, "pkg", named), bytes);
  return named;
}

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
    // wasm-bindgen names the module of cut code once for each chunk.
    logOverride: { "duplicate-object-key": "silent" },
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
  const check = (what, name, bytes, [goal, limit] = ["", ""]) => {
    line(what, bytes, goal, limit, limit && bytes > goal ? "over goal" : "");
    if (limit && bytes > limit) over.push(`${name} has ${bytes} of ${limit} bytes`);
  };
  for (const kind of ["wasm", "js", "css"]) {
    const { raw, brotli, gzip } = sizes[manifest[kind]];
    check(manifest[kind], kind, raw, BUDGETS[kind].raw);
    check("  gzip", kind, gzip);
    check("  brotli", `${kind} (brotli)`, brotli, BUDGETS[kind].wire);
  }
  for (const [name, files] of Object.entries(manifest.chunks)) {
    const brotli = files.reduce((sum, file) => sum + sizes[file].brotli, 0);
    check(`later: ${name} (brotli)`, `the chunk ${name} (brotli)`, brotli, BUDGETS.chunk.wire);
  }
  return over;
}

function fail(reason) {
  console.error(`\nStopped: ${reason}`);
  process.exit(1);
}
