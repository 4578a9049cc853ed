/**
 * Makes the test vectors of the specification from their recipes: `spec/vectors/{valid,invalid}/*.akm` and
 * `spec/vectors/manifest.json`. With `--check` nothing is written: files that differ are named, and the exit code is 1.
 *
 * Bytes come from the recipes' writer and pixels from the plain decoder, so neither depends on `src/`.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nearest } from '../spec/vectors/paint.mjs';
import { INVALID, MAX_METADATA_BYTES, MAX_PIXELS, VALID } from '../spec/vectors/recipes.mjs';
import { crc32, makePlan, writePlan, ZLIB } from '../spec/vectors/writer.mjs';
import {
  bandCountOf,
  classAt,
  drawPlain,
  enlargePlain,
  gridOf,
  splitRows,
  storedSize,
} from '../test/support/plain-decoder.mjs';
import { drawMeshPlain, latticeOf, restorePlain } from '../test/support/plain-mesh.mjs';

const FOLDER = fileURLToPath(new URL('../spec/vectors/', import.meta.url));

const UNSUPPORTED = ['version', 'coding', 'chunk'];

/** A recipe with its defaults filled in and its functions called: a picture as the plain decoder takes it. */
function makePicture(recipe) {
  const { width, height, palette1, palette2, block = 1, strip = 0 } = recipe;
  const { hidden = false, packedLow = false, packedHigh = false, predictor = 0, scale } = recipe;
  const grid = gridOf({ width, height, block, scale });
  const { band = grid.rows, map = () => 1, alpha = false, chunks = [], zlib = ZLIB.best } = recipe;
  const blocks = Array.from({ length: grid.columns * grid.rows }, (_, i) =>
    Number(map(i % grid.columns, Math.floor(i / grid.columns))),
  );
  const picture = { width, height, block, strip, band, alpha, map: blocks, palette1, palette2 };
  return {
    ...picture,
    ...(recipe.mesh ? makeMeshParts(recipe.mesh, grid, blocks) : {}),
    hidden,
    packedLow,
    packedHigh,
    predictor,
    scale,
    k1: palette1.length,
    k2: palette2.length,
    chunks,
    zlib,
  };
}

/** A recipe's mesh, and the blocks that it draws, which are low. By default it draws the blocks that `map` calls low. */
function makeMeshParts({ finest, root, steps, map }, { columns }, blocks) {
  const meshMap = blocks.map((isHigh, i) =>
    map === undefined ? 1 - isHigh : Number(map(i % columns, Math.floor(i / columns))),
  );
  for (let i = 0; i < blocks.length; i++) if (meshMap[i] === 1) blocks[i] = 0;
  return { mesh: { finest, root, steps }, meshMap };
}

/** Of each band, the values of its vertices and what it stores of them; no values if the mesh draws no block of it. */
function makeMeshes({ mesh }, picture) {
  return Array.from({ length: mesh ? bandCountOf(picture) : 0 }, (_, b) => {
    const lattice = latticeOf(picture, b);
    if (!lattice.vertices.some(({ isActive }) => isActive)) return { values: undefined, stored: [] };
    return restorePlain(lattice, (vertex, channel, predicted, step) => {
      if (mesh.residual) return mesh.residual(vertex, channel, b);
      return aim(predicted, step, mesh.surface(vertex.x, lattice.top + vertex.y)[channel]);
    });
  });
}

/** The residual whose value is nearest to a goal, if that is better than the prediction by half a step. */
function aim(predicted, step, goal) {
  if (2 * Math.abs(goal - predicted) <= step) return 0;
  const most = Math.floor(8191 / step);
  const multiple = Math.min(Math.max(Math.floor((2 * goal + step) / (2 * step)), -most), most);
  return multiple - Math.floor((2 * predicted + step) / (2 * step));
}

function makeIndices(recipe, picture) {
  const { width, height } = storedSize(picture);
  const indices = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isOf = classAt(picture, x, y);
      const isHigh = isOf === 1;
      if (isOf === 2) indices.push(0);
      else if (recipe.index) indices.push(recipe.index(x, y, isHigh));
      else indices.push(nearest(isHigh ? picture.palette2 : picture.palette1, recipe.paint(x, y)));
    }
  }
  return indices;
}

/** Bytes and manifest entry of a valid recipe. */
function makeValid(recipe) {
  const picture = makePicture(recipe);
  const indices = makeIndices(recipe, picture);
  const meshes = makeMeshes(recipe, picture);
  const values = meshes.map((mesh) => mesh.values);
  const pixels = enlargePlain(picture, drawMeshPlain(picture, drawPlain(picture, indices), values));
  const { width, height } = picture;
  const entry = { file: `valid/${recipe.file}.akm`, width, height, crc32: hex32(crc32(pixels)), shows: recipe.shows };
  return { entry, plan: () => makePlan(picture, splitRows(picture, indices), storedOf(meshes)) };
}

function storedOf(meshes) {
  return meshes.map(({ stored }) => stored);
}

/** Bytes and manifest entry of a faulty recipe. */
function makeInvalid(recipe, valid) {
  const base = valid.get(recipe.from);
  if (base === undefined) throw new Error(`${recipe.file}: there is no valid recipe ${recipe.from}`);
  const plan = base.plan();
  recipe.change(plan);
  const { bytes, at } = writePlan(plan);
  const { code, shows, reader, cut } = recipe;
  const error = UNSUPPORTED.includes(code) ? 'UnsupportedError' : code === 'limit' ? 'LimitError' : 'FormatError';
  const { width, height, crc32 } = base.entry;
  const drawn = reader === 'metadata' ? { reader, width, height, crc32 } : {};
  const entry = { file: `invalid/${recipe.file}.akm`, error, code, ...drawn, shows };
  return { entry, bytes: cut ? bytes.subarray(0, cut(at)) : bytes };
}

/** Every file below the folder of vectors: name -> bytes. */
function makeAll() {
  const files = new Map();
  const add = (name, bytes) => {
    if (files.has(name)) throw new Error(`two recipes are named ${name}`);
    files.set(name, bytes);
  };
  const valid = new Map(VALID.map((recipe) => [recipe.file, makeValid(recipe)]));
  if (valid.size !== VALID.length) throw new Error('two valid recipes have the same name');
  const invalid = INVALID.map((recipe) => makeInvalid(recipe, valid));
  for (const { entry, plan } of valid.values()) add(entry.file, writePlan(plan()).bytes);
  for (const { entry, bytes } of invalid) add(entry.file, bytes);
  const entries = { valid: [...valid.values()].map(({ entry }) => entry), invalid: invalid.map(({ entry }) => entry) };
  add('manifest.json', new TextEncoder().encode(printManifest(entries)));
  return files;
}

/** JSON with one vector a line. */
function printManifest({ valid, invalid }) {
  const list = (entries) => `[\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`;
  const limits = `"maxPixels": ${MAX_PIXELS},\n  "maxMetadataBytes": ${MAX_METADATA_BYTES}`;
  return `{\n  "format": "AKM 1",\n  ${limits},\n  "valid": ${list(valid)},\n  "invalid": ${list(invalid)}\n}\n`;
}

function hex32(value) {
  return value.toString(16).padStart(8, '0');
}

function listStored() {
  return ['valid', 'invalid']
    .filter((folder) => existsSync(FOLDER + folder))
    .flatMap((folder) => readdirSync(FOLDER + folder).map((name) => `${folder}/${name}`));
}

function isStored(name, bytes) {
  try {
    return Buffer.compare(readFileSync(FOLDER + name), bytes) === 0;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

const files = makeAll();
const needless = listStored().filter((name) => !files.has(name));
const different = [...files].filter(([name, bytes]) => !isStored(name, bytes)).map(([name]) => name);
if (process.argv.includes('--check')) {
  for (const name of different) console.error(`${name} is not as its recipe makes it`);
  for (const name of needless) console.error(`${name} has no recipe`);
  if (different.length + needless.length > 0) process.exitCode = 1;
} else {
  for (const folder of ['valid', 'invalid']) mkdirSync(FOLDER + folder, { recursive: true });
  for (const name of different) writeFileSync(FOLDER + name, files.get(name));
  for (const name of needless) rmSync(FOLDER + name);
  const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  console.log(`${files.size} files, ${total} bytes; ${different.length} written, ${needless.length} removed`);
}
