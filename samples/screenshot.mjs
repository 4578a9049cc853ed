/** `screenshot.png`: a window of an application that doesn't exist, with text, a chart and gradients. */

import { box, circle, createCanvas, fill, gradient, offset, outline, rgb, smoothLine, toImage } from './canvas.mjs';
import { drawText } from './font.mjs';
import { drawCards, drawChart, drawTasks } from './screenshot/panels.mjs';
import { drawSidebar } from './screenshot/sidebar.mjs';
import { INK, LINE, MUTED, under } from './screenshot/theme.mjs';

const WIDTH = 800;
const HEIGHT = 500;
const WINDOW = box(44, 32, 712, 436, 11);
const SIDEBAR = 168;

/** Draws the picture: RGBA, opaque. */
export function drawScreenshot() {
  const canvas = createCanvas(WIDTH, HEIGHT);
  drawDesktop(canvas);
  fill(canvas, offset(WINDOW, 0, 14, -6), rgb(0x0a1a24, 0.42), 44);
  fill(canvas, offset(WINDOW, 0, 2, 1), rgb(0x0a1a24, 0.25), 5);
  fill(canvas, WINDOW, rgb(0xf6f8fa));
  drawSidebar(canvas, WINDOW, SIDEBAR);
  drawTitleBar(canvas);
  drawCards(canvas);
  drawChart(canvas, 234, 240, 326, 206);
  drawTasks(canvas, 574, 240, 160, 206);
  return toImage(canvas);
}

function drawDesktop(canvas) {
  const screen = box(0, 0, WIDTH, HEIGHT);
  fill(
    canvas,
    screen,
    gradient(0.35, 1, [
      [0, rgb(0x123a52)],
      [330, rgb(0x2c7a78)],
      [560, rgb(0xd9a05f)],
      [790, rgb(0xb3504a)],
    ]),
  );
  const hills = [
    [
      rgb(0x1c4b50, 0.55),
      [
        [-20, 420],
        [120, 330],
        [300, 440],
        [470, 380],
        [640, 300],
        [820, 420],
      ],
    ],
    [
      rgb(0x0e2c3a, 0.6),
      [
        [-20, 470],
        [90, 450],
        [260, 400],
        [420, 490],
        [600, 440],
        [820, 360],
      ],
    ],
  ];
  for (const [paint, points] of hills) fill(canvas, under(smoothLine(points), HEIGHT), paint);
}

function drawTitleBar(canvas) {
  const main = 44 + SIDEBAR;
  for (const [i, colour] of [0xff5f57, 0xfebc2e, 0x28c840].entries()) {
    fill(canvas, circle(64 + i * 19, 52, 5.6), rgb(colour));
    fill(canvas, outline(circle(64 + i * 19, 52, 5.6), 0.8), rgb(0x000000, 0.14));
  }
  drawText(canvas, 'Overview', main + 22, 73, 15, INK, { weight: 2.3 });
  drawText(canvas, 'Tuesday, 14 May', main + 22, 92, 8, MUTED, { weight: 1.1 });
  drawButton(canvas, 586, 56, 62, 28, 'Export', false);
  drawButton(canvas, 656, 56, 82, 28, 'Add bed', true);
  fill(canvas, box(main, 108, 544, 1), LINE);
}

function drawButton(canvas, x, y, width, height, label, isPrimary) {
  const shape = box(x, y, width, height, 7);
  fill(canvas, offset(shape, 0, 1), rgb(0x10202c, 0.16), 3);
  const paint = isPrimary
    ? [
        [y, rgb(0x35b583)],
        [y + height, rgb(0x178a5b)],
      ]
    : [
        [y, rgb(0xffffff)],
        [y + height, rgb(0xf0f3f6)],
      ];
  fill(canvas, shape, gradient(0, 1, paint));
  fill(canvas, outline(shape, 1), isPrimary ? rgb(0x0c6b45, 0.7) : rgb(0xc9d1da));
  const ink = isPrimary ? rgb(0xffffff) : INK;
  drawText(canvas, label, x + width / 2, y + height / 2 + 4.2, 8.6, ink, { weight: 1.35, align: 'middle' });
}
