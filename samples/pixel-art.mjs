/** `pixel-art.png`: evening at a lake, drawn in a palette of 30 colours. */

import { drawBank, drawBoat, drawCabin, drawFire, drawPine } from './pixel-art/foreground.mjs';
import { HEIGHT, makeGrid, toImage, WIDTH } from './pixel-art/grid.mjs';
import { drawForest, drawMountains, drawSky, drawWater } from './pixel-art/landscape.mjs';

/** Draws the picture: RGBA, opaque. */
export function drawPixelArt() {
  const grid = makeGrid();
  const set = (x, y, letter) => {
    if (x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT) grid[y][x] = letter;
  };
  drawSky(set);
  drawMountains(set);
  drawForest(set);
  drawWater(grid, set);
  drawBank(set);
  drawCabin(set, 126, 104);
  for (const [x, base, height] of [
    [10, 122, 66],
    [31, 126, 50],
    [49, 124, 33],
    [-4, 127, 58],
    [174, 124, 46],
    [188, 127, 62],
  ]) {
    drawPine(set, x, base, height);
  }
  drawBoat(set, 76, 99);
  drawFire(set, 107, 117);
  return toImage(grid);
}
