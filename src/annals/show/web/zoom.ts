// Moving and zooming a plane with pointer, wheel, fingers and keys.

/** Where the plane lies: a point p of the plane is shown at p * k + (x, y). */
export interface Place {
  k: number;
  x: number;
  y: number;
}

export interface Limits {
  least: number;
  most: number;
}

/** Returns the place after zooming by a factor around a point of the screen, within limits. */
export function zoomed(at: Place, factor: number, x: number, y: number, limits: Limits): Place {
  const k = Math.min(limits.most, Math.max(limits.least, at.k * factor));
  const real = k / at.k;
  return { k, x: x - (x - at.x) * real, y: y - (y - at.y) * real };
}

interface Plane {
  limits: Limits;
  get(): Place;
  set(place: Place): void;
}

const KEY_STEP = 60;

/** Lets the reader move and zoom `target`. The wheel alone scrolls the page; with Ctrl or Meta it zooms. */
export function movable(target: SVGSVGElement | HTMLElement, plane: Plane): void {
  const held = new Map<number, [number, number]>();
  let moved = 0;
  const local = (event: { clientX: number; clientY: number }): [number, number] => {
    const box = target.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  target.addEventListener("pointerdown", (raw) => {
    const event = raw as PointerEvent;
    if (event.button !== 0) return;
    if (held.size === 0) moved = 0;
    held.set(event.pointerId, local(event));
  });
  const follow = (raw: Event): void => {
    const event = raw as PointerEvent;
    const before = held.get(event.pointerId);
    if (!before) return;
    const now = local(event);
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinch(plane, before, now, other);
    else drag(plane, before, now);
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    // Taken only once it moves: a press that does not move must reach the link under it.
    if (moved > 4 && !target.hasPointerCapture(event.pointerId)) target.setPointerCapture(event.pointerId);
    held.set(event.pointerId, now);
  };
  target.addEventListener("pointermove", follow);
  const release = (raw: Event): void => void held.delete((raw as PointerEvent).pointerId);
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) target.addEventListener(name, release);
  target.addEventListener("pointerleave", (raw) => {
    if (!target.hasPointerCapture((raw as PointerEvent).pointerId)) release(raw);
  });
  target.addEventListener(
    "click",
    (event) => {
      if (moved > 4) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    true,
  );
  target.addEventListener("dragstart", (event) => event.preventDefault());
  target.addEventListener(
    "wheel",
    (raw) => {
      const event = raw as WheelEvent;
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      plane.set(zoomed(plane.get(), Math.exp(-event.deltaY * 0.004), ...local(event), plane.limits));
    },
    { passive: false },
  );
  target.addEventListener("keydown", (raw) => key(raw as KeyboardEvent, target, plane));
}

function drag(plane: Plane, before: [number, number], now: [number, number]): void {
  const place = plane.get();
  plane.set({ ...place, x: place.x + now[0] - before[0], y: place.y + now[1] - before[1] });
}

function pinch(plane: Plane, before: [number, number], now: [number, number], other: [number, number]): void {
  const wide = Math.hypot(before[0] - other[0], before[1] - other[1]);
  const wider = Math.hypot(now[0] - other[0], now[1] - other[1]);
  if (wide > 0) plane.set(zoomed(plane.get(), wider / wide, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2, plane.limits));
}

function key(event: KeyboardEvent, target: Element, plane: Plane): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const box = target.getBoundingClientRect();
  const place = plane.get();
  const moves: Record<string, [number, number]> = {
    ArrowLeft: [KEY_STEP, 0],
    ArrowRight: [-KEY_STEP, 0],
    ArrowUp: [0, KEY_STEP],
    ArrowDown: [0, -KEY_STEP],
  };
  const move = moves[event.key];
  if (move) plane.set({ ...place, x: place.x + move[0], y: place.y + move[1] });
  else if (event.key === "+" || event.key === "=") plane.set(zoomed(place, 1.5, box.width / 2, box.height / 2, plane.limits));
  else if (event.key === "-") plane.set(zoomed(place, 1 / 1.5, box.width / 2, box.height / 2, plane.limits));
  else return;
  event.preventDefault();
}
