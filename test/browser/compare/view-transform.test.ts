/** Where a picture lies on the stage. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitView, panView, toPicture, zoomView } from '../../../src/apps/compare/view-transform.js';

const anySize = fc.record({ width: fc.integer({ min: 1, max: 9000 }), height: fc.integer({ min: 1, max: 9000 }) });
const anyStage = fc.record({ width: fc.integer({ min: 100, max: 3000 }), height: fc.integer({ min: 100, max: 3000 }) });
const anyShare = fc.double({ min: 0, max: 1, noNaN: true });

describe('the view', () => {
  it('shows the whole picture in the middle when it is fitted', () => {
    fc.assert(
      fc.property(anySize, anyStage, (picture, stage) => {
        const { scale, x, y } = fitView(picture, stage, 4);
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(-1e-6);
        expect(x + (x + picture.width * scale)).toBeCloseTo(stage.width, 5);
        expect(y + (y + picture.height * scale)).toBeCloseTo(stage.height, 5);
        expect(scale).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('keeps the pixel under the pointer when it enlarges a picture larger than the stage', () => {
    const [picture, stage] = [
      { width: 4000, height: 3000 },
      { width: 800, height: 600 },
    ];
    const start = { scale: 1, x: -1600, y: -1200 };
    fc.assert(
      fc.property(anyShare, anyShare, fc.double({ min: 1, max: 8, noNaN: true }), (shareX, shareY, factor) => {
        const at = { x: shareX * stage.width, y: shareY * stage.height };
        const before = toPicture(start, at);
        const after = toPicture(zoomView(start, factor, at, picture, stage), at);
        expect(after.x).toBeCloseTo(before.x, 5);
        expect(after.y).toBeCloseTo(before.y, 5);
      }),
    );
  });

  it('keeps a part of the picture in view, however it is moved and enlarged', () => {
    const anyMove = fc.record({
      dx: fc.integer({ min: -9000, max: 9000 }),
      dy: fc.integer({ min: -9000, max: 9000 }),
      factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(anySize, anyStage, fc.array(anyMove, { maxLength: 6 }), (picture, stage, moves) => {
        let view = fitView(picture, stage, 4);
        for (const { dx, dy, factor } of moves) {
          view = panView(zoomView(view, factor, { x: 10, y: 20 }, picture, stage), dx, dy, picture, stage);
        }
        expect(view.x).toBeLessThan(stage.width);
        expect(view.y).toBeLessThan(stage.height);
        expect(view.x + picture.width * view.scale).toBeGreaterThan(0);
        expect(view.y + picture.height * view.scale).toBeGreaterThan(0);
      }),
    );
  });
});
