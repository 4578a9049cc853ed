/** From pointers and wheel to what is meant: moving, zooming, painting. */

/** A place on the stage, CSS pixels from its left upper corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What gestures do. */
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

/** A notch of a usual wheel, 100 pixels, enlarges by about a fifth. */
const WHEEL_FACTOR = 0.0018;
/** Wheels that count lines. */
const LINE_PIXELS = 16;

/** Listens on an element, whose `touch-action` is none. */
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
      // A pinch on a touchpad comes as small steps with Ctrl.
      const factor = Math.exp(-pixels * WHEEL_FACTOR * (event.ctrlKey ? 5 : 1));
      handlers.zoom(factor, placeOf(event, element));
    },
    { passive: false },
  );
}

/** Two fingers: their distance enlarges about the one that rests, their common way moves. */
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
