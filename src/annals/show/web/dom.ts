// Elements made and found. Text goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

type Attributes = Record<string, string | number | boolean | null | undefined>;

/** Returns a new HTML element with attributes (absent where null, undefined or false) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** Returns a new SVG element with attributes and children. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** Sets attributes; null, undefined and false remove them. */
export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Calls `start` for every island of a name on the page; one that fails says so and leaves the others alone. */
export function mount(name: string, start: (host: HTMLElement) => Promise<void> | void): void {
  for (const host of document.querySelectorAll<HTMLElement>(`[data-island="${name}"]`)) {
    Promise.resolve()
      .then(() => start(host))
      .catch((error: unknown) => fail(host, error));
  }
}

/** Says in an island what went wrong; what the page says in words stays. */
export function fail(host: HTMLElement, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  let note = host.querySelector<HTMLElement>(":scope > .island-failed");
  if (!note) {
    note = h("p", { class: "island-failed", role: "status" });
    host.prepend(note);
  }
  note.textContent = `This picture cannot be drawn: ${message}. The list on this page says the same.`;
}

/** Takes away what `fail` said. */
export function recover(host: HTMLElement): void {
  host.querySelector(":scope > .island-failed")?.remove();
}

/** Returns a button; what it is called begins with the words that are seen on it. */
export function button(label: string, title: string, act: () => void): HTMLButtonElement {
  const words = label.replace(/[^\p{L} ]/gu, "").trim();
  const name = title.includes(words) ? title : `${words}: ${title}`;
  const made = h("button", { type: "button", class: "island-button", title, "aria-label": name }, label);
  made.addEventListener("click", act);
  return made;
}

/** Tells whether the reader asked for little motion. */
export function still(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Calls `draw` when the colours of the page change between light and dark. */
export function onColours(draw: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
}

/** Returns a function that calls `act` once, before the next frame, however often it is called until then. */
export function framed(act: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      act();
    });
  };
}
