// Bundles the islands into ../static, and the shapes of countries beside them; with --tests the unit tests instead.
// `node build.mjs` is what `make web` runs. Nothing that it writes is kept in git.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..", "..", "..");
const STATIC = join(HERE, "..", "static");
const ISLANDS = ["map", "timeline", "network", "genealogy", "day"];
// The most that one view may load, in kilobytes of gzipped JavaScript.
const MOST_KILOBYTES = 900;

const common = {
  bundle: true,
  format: "esm",
  target: "es2022",
  logLevel: "warning",
  legalComments: "none",
};

if (process.argv.includes("--tests")) {
  const out = join(ROOT, "build", "web-tests");
  rmSync(out, { recursive: true, force: true });
  const folder = join(ROOT, "tests", "web");
  const tests = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
  await build({
    ...common,
    entryPoints: tests.map((name) => join(folder, name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    platform: "node",
  });
} else {
  for (const name of readdirSync(STATIC)) if (/\.js$/.test(name) && !isOthers(name)) rmSync(join(STATIC, name));
  const result = await build({
    ...common,
    entryPoints: ISLANDS.map((name) => join(HERE, `${name}.ts`)),
    outdir: STATIC,
    splitting: true,
    chunkNames: "island-[name]-[hash]",
    minify: true,
    banner: { js: "/* annals, Apache-2.0; what others wrote: pictures-licences.txt */" },
    metafile: true,
  });
  const atlas = dirname(createRequire(import.meta.url).resolve("world-atlas/package.json"));
  mkdirSync(STATIC, { recursive: true });
  for (const scale of ["50m", "10m"]) cpSync(join(atlas, `countries-${scale}.json`), join(STATIC, `countries-${scale}.json`));
  writeFileSync(join(STATIC, "pictures-licences.txt"), licences(Object.keys(result.metafile.inputs)));
  weigh(Object.keys(result.metafile.outputs));
}

/** Returns the licences of all packages that went into the bundles, and of the shapes of countries. */
function licences(inputs) {
  const used = inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean);
  const texts = [...new Set([...used, "world-atlas"])].sort().map((name) => {
    const folder = join(ROOT, "node_modules", name);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

/** Tells whether a script in the folder was not built here. */
function isOthers(name) {
  return !ISLANDS.includes(name.replace(/\.js$/, "")) && !name.startsWith("island-");
}

/** Prints the size of all scripts together and fails when it is more than a view may load. */
function weigh(outputs) {
  const bytes = outputs.map((path) => gzipSync(readFileSync(join(process.cwd(), path))).length);
  const kilobytes = bytes.reduce((sum, each) => sum + each, 0) / 1000;
  console.log(`${outputs.length} scripts, ${kilobytes.toFixed(0)} kB gzipped in all`);
  if (kilobytes > MOST_KILOBYTES) throw new Error(`more than ${MOST_KILOBYTES} kB`);
}
