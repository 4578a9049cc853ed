/** The window's cards: three readings, a chart, the day's tasks. */

import { box, circle, fill, gradient, intersect, outline, rgb, smoothLine, stroke } from '../canvas.mjs';
import { drawText, measureText } from '../font.mjs';
import { makeRandom } from '../random.mjs';
import { AMBER, BLUE, drawPanel, GREEN, INK, MUTED, under } from './theme.mjs';

export function drawCards(canvas) {
  const cards = [
    ['Temperature', '23.4', '°C', '+1.2', AMBER, 1],
    ['Humidity', '61', '%', '-3.0', BLUE, 5],
    ['Soil moisture', '38', '%', '+0.6', GREEN, 14],
  ];
  for (const [i, [label, value, unit, change, colour, seed]] of cards.entries()) {
    const x = 234 + i * 170;
    drawPanel(canvas, x, 124, 160, 100);
    drawText(canvas, label, x + 14, 145, 7.8, MUTED, { weight: 1.1 });
    const width = drawText(canvas, value, x + 14, 176, 19, INK, { weight: 2.5 });
    drawText(canvas, unit, x + 19 + width, 176, 10, MUTED, { weight: 1.4 });
    const pill = measureText(change, 7) + 14;
    fill(canvas, box(x + 146 - pill, 134, pill, 16, 8), [...colour.slice(0, 3), 0.14]);
    drawText(canvas, change, x + 146 - pill / 2, 145.6, 7, colour, { weight: 1.2, align: 'middle' });
    const random = makeRandom(seed);
    const points = Array.from({ length: 14 }, (_, k) => [x + 14 + k * 10.15, 209 - 16 * random() * (0.5 + k / 26)]);
    const curve = smoothLine(points);
    fill(
      canvas,
      under(curve, 214),
      gradient(0, 1, [
        [190, [...colour.slice(0, 3), 0.28]],
        [214, [...colour.slice(0, 3), 0]],
      ]),
    );
    fill(canvas, stroke(curve, 1.7), colour);
  }
}

export function drawChart(canvas, x, y, width, height) {
  drawPanel(canvas, x, y, width, height);
  drawText(canvas, 'Light and growth', x + 14, y + 23, 9.4, INK, { weight: 1.55 });
  const legend = [
    ['Light', AMBER],
    ['Growth', GREEN],
  ];
  for (const [i, [label, colour]] of legend.entries()) {
    fill(canvas, circle(x + width - 112 + i * 54, y + 19, 3.4), colour);
    drawText(canvas, label, x + width - 104 + i * 54, y + 22.4, 7, MUTED, { weight: 1 });
  }
  const [left, right, top, bottom] = [x + 40, x + width - 16, y + 42, y + height - 28];
  for (let i = 0; i <= 4; i++) {
    const at = Math.round(bottom - ((bottom - top) * i) / 4);
    fill(canvas, box(left, at, right - left, 1), i === 0 ? rgb(0xc5cdd6) : rgb(0xedf0f4));
    drawText(canvas, String(i * 25), left - 8, at + 3.5, 6.8, MUTED, { weight: 1, align: 'right' });
  }
  const days = ['Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue'];
  const pitch = (right - left) / days.length;
  const lights = [46, 72, 58, 34, 81, 92, 67];
  const growth = [12, 20, 31, 38, 47, 63, 78];
  for (const [i, day] of days.entries()) {
    const middle = left + (i + 0.5) * pitch;
    drawText(canvas, day, middle, bottom + 16, 6.8, MUTED, { weight: 1, align: 'middle' });
    const barHeight = ((bottom - top) * lights[i]) / 100;
    const bar = intersect(
      box(middle - 9, bottom - barHeight, 18, barHeight + 8, 4),
      box(left, top, right - left, bottom - top),
    );
    fill(
      canvas,
      bar,
      gradient(0, 1, [
        [top, rgb(0xffc066)],
        [bottom, rgb(0xfbe3c0)],
      ]),
    );
  }
  const curve = smoothLine(
    growth.map((value, i) => [left + (i + 0.5) * pitch, bottom - ((bottom - top) * value) / 100]),
  );
  fill(
    canvas,
    under(curve, bottom),
    gradient(0, 1, [
      [top, [...GREEN.slice(0, 3), 0.3]],
      [bottom, [...GREEN.slice(0, 3), 0.02]],
    ]),
  );
  fill(canvas, stroke(curve, 2.2), GREEN);
  const [px, py] = curve[curve.length - 1];
  fill(canvas, circle(px, py, 5), rgb(0xffffff));
  fill(canvas, outline(circle(px, py, 5), 2), GREEN);
  fill(canvas, box(px - 36, py - 27, 38, 18, 5), rgb(0x1d2733, 0.92));
  drawText(canvas, '78 mm', px - 17, py - 15, 6.8, rgb(0xffffff), { weight: 1.1, align: 'middle' });
}

export function drawTasks(canvas, x, y, width, height) {
  drawPanel(canvas, x, y, width, height);
  drawText(canvas, 'Today', x + 14, y + 23, 9.4, INK, { weight: 1.55 });
  drawText(canvas, '3 of 5', x + width - 14, y + 23, 7, MUTED, { weight: 1, align: 'right' });
  fill(canvas, box(x + 14, y + 34, width - 28, 5, 2.5), rgb(0xe6ebf0));
  fill(
    canvas,
    box(x + 14, y + 34, (width - 28) * 0.6, 5, 2.5),
    gradient(1, 0, [
      [x + 14, rgb(0x35b583)],
      [x + 96, rgb(0x2f74e8)],
    ]),
  );
  const tasks = [
    ['Water tomatoes', true],
    ['Open roof vent', true],
    ['Prune basil', true],
    ['Move seedlings', false],
    ['Check pH', false],
  ];
  for (const [i, [label, isDone]] of tasks.entries()) {
    const top = y + 52 + i * 22;
    const tick = box(x + 14, top, 13, 13, 3.5);
    fill(
      canvas,
      tick,
      isDone
        ? gradient(0, 1, [
            [top, rgb(0x4b8bf5)],
            [top + 13, rgb(0x2563d9)],
          ])
        : rgb(0xffffff),
    );
    if (isDone)
      fill(
        canvas,
        stroke(
          [
            [x + 17.2, top + 6.8],
            [x + 19.6, top + 9.3],
            [x + 24, top + 4],
          ],
          1.6,
        ),
        rgb(0xffffff),
      );
    else fill(canvas, outline(tick, 1.2), rgb(0xb9c3ce));
    drawText(canvas, label, x + 35, top + 10, 7.6, isDone ? MUTED : INK, { weight: 1.05 });
  }
  drawText(canvas, 'Night lamp', x + 14, y + height - 18, 7.6, INK, { weight: 1.05 });
  const toggle = box(x + width - 44, y + height - 30, 30, 17, 8.5);
  fill(canvas, toggle, GREEN);
  fill(canvas, circle(x + width - 22.5, y + height - 20.5, 7.5), rgb(0x000000, 0.2), 3);
  fill(canvas, circle(x + width - 22.5, y + height - 21.5, 6.7), rgb(0xffffff));
}
