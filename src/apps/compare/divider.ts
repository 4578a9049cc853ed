/** The divider between before and after: a slider for pointers and keys. */

const STEP = 0.01;
const LARGE_STEP = 0.1;

/** The slider, and a function that sets its place. */
export interface Divider {
  readonly element: HTMLElement;
  /** @param cut - 0..1 */
  move(cut: number): void;
}

/**
 * Makes an element a slider.
 *
 * @param element - has `role=slider` and moves across the width of a stage
 * @param onMove - called with the divider's place, 0..1
 */
export function makeDivider(element: HTMLElement, stage: HTMLElement, onMove: (cut: number) => void): Divider {
  let cut = 0.5;
  const move = (to: number) => {
    cut = Math.min(1, Math.max(0, to));
    const percent = Math.round(cut * 100);
    element.style.left = `${cut * 100}%`;
    element.setAttribute('aria-valuenow', String(percent));
    element.setAttribute('aria-valuetext', describe(percent));
    onMove(cut);
  };
  element.addEventListener('keydown', (event) => {
    const to = placeForKey(event, cut);
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  });
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    element.focus();
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    const { left, width } = stage.getBoundingClientRect();
    move((event.clientX - left) / width);
  });
  move(cut);
  return { element, move };
}

function describe(percent: number): string {
  if (percent === 0) return 'all encoded';
  if (percent === 100) return 'all original';
  return `${percent} % original, ${100 - percent} % encoded`;
}

function placeForKey({ key, shiftKey }: KeyboardEvent, cut: number): number | undefined {
  const step = shiftKey ? LARGE_STEP : STEP;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return cut - step;
    case 'ArrowRight':
    case 'ArrowUp':
      return cut + step;
    case 'PageDown':
      return cut - LARGE_STEP;
    case 'PageUp':
      return cut + LARGE_STEP;
    case 'Home':
      return 0;
    case 'End':
      return 1;
    default:
      return undefined;
  }
}
