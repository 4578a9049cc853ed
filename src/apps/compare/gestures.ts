/** Converts events of pointers and the wheel to gestures: moving, zooming, painting. */

/** A place on the stage, in CSS pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The effects of gestures. */
export interface GestureHandlers {
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  /** A double click or tap. */
  toggleZoom(at: Point): void;
  /** Whether one pointer paints instead of moving. */
  isPainting(): boolean;
  paint(at: Point): void;
  /** The stroke is over. */
  finishPainting(): void;
}

/** Zoom for each pixel of the wheel: a usual notch of 100 pixels enlarges by about a fifth. */
const WHEEL_FACTOR = 0.0018;
/** Pixels of a line, for wheels that count lines. */
const LINE_PIXELS = 16;

/** Listens on an element. Its `touch-action` must be none. */
export function listenForGestures(element: HTMLElement, handlers: GestureHandlers): void {
  const pointers = new Map<number, Point>();
  let paints = false;

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, placeOf(event, element));
    paints = pointers.size === 1 && handlers.isPainting();
    if (paints) handlers.paint(placeOf(event, element));
  });
  element.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = placeOf(event, element);
    if (pointers.size === 2) pinch(pointers, event.pointerId, now, handlers);
    else if (paints) handlers.paint(now);
    else handlers.pan(now.x - before.x, now.y - before.y);
    pointers.set(event.pointerId, now);
  });
  const release = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
    if (paints) handlers.finishPainting();
    paints = false;
  };
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);
  element.addEventListener('dblclick', (event) => {
    if (!handlers.isPainting()) handlers.toggleZoom(placeOf(event, element));
  });
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PIXELS : event.deltaY;
      // A pinch on a touchpad arrives as small steps with Ctrl.
      const factor = Math.exp(-pixels * WHEEL_FACTOR * (event.ctrlKey ? 5 : 1));
      handlers.zoom(factor, placeOf(event, element));
    },
    { passive: false },
  );
}

/** Two fingers: a change of their distance zooms about the resting one, and a common movement moves the picture. */
function pinch(pointers: ReadonlyMap<number, Point>, moved: number, now: Point, handlers: GestureHandlers): void {
  const before = pointers.get(moved)!;
  const [other] = [...pointers].filter(([id]) => id !== moved).map(([, point]) => point);
  const distance = (a: Point) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
  const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
  handlers.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  handlers.zoom(distance(now) / distance(before), middle);
}

function placeOf(event: MouseEvent, element: HTMLElement): Point {
  const { left, top } = element.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
