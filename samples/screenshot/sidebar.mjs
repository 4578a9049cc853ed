/** The window's dark side: name, menu, user. */

import { box, circle, fill, gradient, intersect, outline, rgb, smoothLine, stroke } from '../canvas.mjs';
import { drawText } from '../font.mjs';

export function drawSidebar(canvas, window, width) {
  const left = intersect(window, box(44, 32, width, 436));
  fill(
    canvas,
    left,
    gradient(0, 1, [
      [32, rgb(0x21414a)],
      [468, rgb(0x142833)],
    ]),
  );
  drawText(canvas, 'Greenhouse', 64, 90, 11.5, rgb(0xeaf5f0), { weight: 1.9 });
  const items = ['Overview', 'Beds', 'Watering', 'Climate', 'Harvest', 'Reports', 'Settings'];
  for (const [i, label] of items.entries()) {
    const y = 112 + i * 33;
    if (i === 0) {
      fill(canvas, box(54, y, width - 20, 27, 7), rgb(0xffffff, 0.13));
      fill(canvas, box(54, y + 6, 3, 15, 1.5), rgb(0x4cd7a0));
    }
    const ink = i === 0 ? rgb(0xffffff) : rgb(0xa9bfc4);
    drawIcon(canvas, i, 75, y + 13.5, i === 0 ? rgb(0x4cd7a0) : rgb(0x7fa0a6));
    drawText(canvas, label, 93, y + 17.6, 8.6, ink, { weight: i === 0 ? 1.35 : 1.1 });
  }
  fill(canvas, box(60, 404, width - 32, 1), rgb(0xffffff, 0.12));
  fill(
    canvas,
    circle(76, 436, 13),
    gradient(0.7, 0.7, [
      [345, rgb(0xf7b267)],
      [372, rgb(0xe2586a)],
    ]),
  );
  drawText(canvas, 'LM', 76, 439.6, 7.4, rgb(0xffffff), { weight: 1.3, align: 'middle' });
  drawText(canvas, 'Lena Marsh', 97, 433, 7.8, rgb(0xeaf5f0), { weight: 1.15 });
  drawText(canvas, 'Station 7', 97, 447, 6.8, rgb(0x8fa9ae), { weight: 1 });
}

/** Seven small signs: tiles, rows, drop, sun, leaf, bars, dial. */
function drawIcon(canvas, kind, x, y, paint) {
  const line = (points, width = 1.5) =>
    fill(
      canvas,
      stroke(
        points.map(([px, py]) => [x + px, y + py]),
        width,
      ),
      paint,
    );
  if (kind === 0)
    for (const [px, py] of [
      [-6, -6],
      [1, -6],
      [-6, 1],
      [1, 1],
    ])
      fill(canvas, box(x + px, y + py, 5, 5, 1.4), paint);
  if (kind === 1)
    for (const py of [-4, 0, 4])
      line([
        [-6, py],
        [6, py],
      ]);
  if (kind === 2)
    line(
      smoothLine([
        [0, -7],
        [0, -7],
        [6, 1],
        [4, 6.4],
        [-4, 6.4],
        [-6, 1],
        [0, -7],
        [0, -7],
      ]),
    );
  if (kind === 3) {
    fill(canvas, circle(x, y, 3), paint);
    for (const [px, py] of [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
      [0.7, 0.7],
      [-0.7, 0.7],
      [0.7, -0.7],
      [-0.7, -0.7],
    ]) {
      line(
        [
          [px * 5, py * 5],
          [px * 6.6, py * 6.6],
        ],
        1.3,
      );
    }
  }
  if (kind === 4) {
    line(
      smoothLine([
        [-5, 5],
        [-5, 5],
        [-6, -5],
        [6, -6],
        [6, -6],
        [5, 6],
        [-5, 5],
        [-5, 5],
      ]),
    );
    line(
      [
        [-6.4, 6.4],
        [1, -1],
      ],
      1.2,
    );
  }
  if (kind === 5)
    for (const [px, py] of [
      [-5, 1],
      [0, -5],
      [5, -2],
    ])
      line(
        [
          [px, 6],
          [px, py],
        ],
        2.4,
      );
  if (kind === 6) {
    fill(canvas, outline(circle(x, y, 6), 1.5), paint);
    line([
      [0, 0],
      [2.6, -2.6],
    ]);
  }
}
