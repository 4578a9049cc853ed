/**
 * Draws `docs/mesh.png`: a part of the scene, the lattice of its mesh over it, and what a decoder shows.
 *
 * `npm run build && node samples/make-mesh.mjs`. It reads `scene.png`, which `npm run samples` makes. The scene is encoded at the
 * defaults.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decode, encode, readInfo, readPicture, writePicture } from '../dist/node/index.js';
import { box, createCanvas, fill, rgb, toImage } from './canvas.mjs';
import { drawText } from './font.mjs';

/** The part of the scene that is shown: a smooth orange and background, and a sharp edge between them. */
const CROP = { left: 320, top: 48, width: 64, height: 64 };
/** Side of a pixel of the scene. */
const ZOOM = 5;
const GAP = 12;
const CAPTION = 26;
const PAPER = rgb(0xffffff);
const INK = rgb(0x1f2328);
const LINE = rgb(0xffffff, 0.75);
/** Sides of a vertex: its dark edge and its colour; larger at the root. */
const DOTS = { root: [10, 8], other: [6, 4] };
/** Share of white over blocks that the mesh does not draw. */
const FADE = 0.6;

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));
const { image } = readPicture(readFileSync(pathOf('scene.png')));
const bytes = encode(image);
const drawn = decode(bytes);
const { mesh, meshMap, blockSide, blockColumns } = readInfo(bytes);
const finest = 1 << mesh.finestLog2;
const root = 1 << mesh.rootLog2;

const side = CROP.width * ZOOM;
const canvas = createCanvas(3 * side + 4 * GAP, side + CAPTION + 2 * GAP);
fill(canvas, box(0, 0, canvas.width, canvas.height), PAPER);
drawPanel(0, 'the picture', (x, y) => pixelOf(image, x, y));
drawPanel(1, 'a lattice, a colour at each vertex', (x, y) => (isMesh(x, y) ? pixelOf(image, x, y) : fadedOf(x, y)));
drawLattice(cornerOf(1));
drawPanel(2, 'what akm draws', (x, y) => pixelOf(drawn, x, y));

// Noise that nobody sees would cost bytes.
const small = encode(toImage(canvas), { quality: 95, k1: 256, k2: 256 });
writeFileSync(pathOf('../docs/mesh.png'), writePicture(decode(small), 'png'));

/** Top left corner of a panel's picture. */
function cornerOf(column) {
  return [GAP + column * (side + GAP), GAP + CAPTION];
}

/** Draws a caption, and below it a picture; `paint` gives the colour at a pixel of the scene. */
function drawPanel(column, caption, paint) {
  const [left, top] = cornerOf(column);
  drawText(canvas, caption, left, top - 10, 12, INK);
  fill(canvas, box(left, top, side, side), (x, y) =>
    paint(CROP.left + Math.floor((x - left) / ZOOM), CROP.top + Math.floor((y - top) / ZOOM)),
  );
}

/** Draws the cells of the finest level, then the vertices at their corners. */
function drawLattice([left, top]) {
  const cells = [];
  for (let y = 0; y < CROP.height; y += finest) {
    for (let x = 0; x < CROP.width; x += finest) if (isMesh(CROP.left + x, CROP.top + y)) cells.push([x, y]);
  }
  const long = finest * ZOOM;
  for (const [x, y] of cells) {
    const [cellLeft, cellTop] = [left + x * ZOOM, top + y * ZOOM];
    fill(canvas, box(cellLeft, cellTop, long, 1), LINE);
    fill(canvas, box(cellLeft, cellTop, 1, long), LINE);
  }
  for (const [x, y] of cells) drawCorners([left, top], x, y);
}

/** Draws the vertices at the corners of a cell that lie in the panel. */
function drawCorners([left, top], cellX, cellY) {
  for (const [x, y] of [0, 1, 2, 3].map((i) => [cellX + (i & 1) * finest, cellY + (i >> 1) * finest])) {
    if (x === 0 || y === 0 || x === CROP.width || y === CROP.height) continue;
    const [sceneX, sceneY] = [CROP.left + x, CROP.top + y];
    const isRoot = sceneX % root === 0 && sceneY % root === 0;
    const [edge, core] = isRoot ? DOTS.root : DOTS.other;
    const [centreX, centreY] = [left + x * ZOOM, top + y * ZOOM];
    fill(canvas, box(centreX - edge / 2, centreY - edge / 2, edge, edge), INK);
    fill(canvas, box(centreX - core / 2, centreY - core / 2, core, core), vertexOf(sceneX, sceneY));
  }
}

/** The colour at a vertex: that of a pixel beside it that the mesh draws. */
function vertexOf(x, y) {
  const beside = [0, 1, 2, 3].map((i) => [x - (i & 1), y - (i >> 1)]);
  return pixelOf(drawn, ...beside.find(([besideX, besideY]) => isMesh(besideX, besideY)));
}

function isMesh(x, y) {
  return meshMap[Math.floor(y / blockSide) * blockColumns + Math.floor(x / blockSide)] === 1;
}

function fadedOf(x, y) {
  const [r, g, b] = pixelOf(image, x, y);
  return [r, g, b].map((value) => value * (1 - FADE) + 255 * FADE).concat(1);
}

function pixelOf({ width, data }, x, y) {
  const at = 4 * (y * width + x);
  return [data[at], data[at + 1], data[at + 2], 1];
}
