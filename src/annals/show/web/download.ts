// Pictures as files: SVG with its colours written in, and PNG of twice the size on the screen.

import { variable } from "./colours.ts";
import { button, h, s, set } from "./dom.ts";

const KEPT = [
  "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "opacity",
  "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "paint-order", "display",
];
const IN_DEFS = ["fill", "fill-opacity", "stroke", "stroke-width"];
const SCALE = 2;
const KEY_ROW = 22;
const KEY_LETTER = 6.6;

/** A picture that stands alone: the text of an SVG file, and its size in pixels. */
export interface Standalone {
  text: string;
  width: number;
  height: number;
}

/** Returns a picture as a file that needs no style sheet, with the key that stands below it on the page. */
function standalone(picture: SVGSVGElement, title: string): Standalone {
  const box = picture.getBoundingClientRect();
  const copy = picture.cloneNode(true) as SVGSVGElement;
  styled(copy, picture);
  const [width, drawn] = [Math.round(box.width), Math.round(box.height)];
  const key = keyOf(picture, width, drawn);
  const height = drawn + key.height;
  set(copy, { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, class: null });
  const paper = variable("--island-paper", "#fff");
  copy.prepend(s("title", {}, title), s("rect", { width, height, fill: paper }));
  copy.append(
    s("rect", { y: drawn, width, height: key.height, fill: paper }),
    s("text", { x: 8, y: drawn - 8, "font-size": 11, "font-family": "sans-serif", fill: variable("--island-quiet", "#555") }, title),
    ...key.parts,
  );
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

/** Writes into a copy the looks that style sheets give to the original. */
function styled(copy: SVGElement, original: SVGElement): void {
  const originals = original.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, index) => {
    const from = originals[index];
    if (from) write(element, getComputedStyle(from), from.closest("defs") ? IN_DEFS : KEPT);
    for (const name of ["class", "tabindex", "role"]) element.removeAttribute(name);
  });
}

function write(element: SVGElement, style: CSSStyleDeclaration, names: readonly string[]): void {
  for (const name of names) {
    const value = style.getPropertyValue(name);
    // A pattern is named by its address in the page, which a file of its own has to name by its id alone.
    if (value) element.setAttribute(name, value.replace(/url\("[^"#]*#([^"]+)"\)/, "url(#$1)"));
  }
}

/** Returns the rows of the key on the page, laid out below the picture. */
function keyOf(picture: SVGElement, width: number, top: number): { parts: SVGElement[]; height: number } {
  const rows = [...(picture.closest("figure")?.querySelectorAll(".island-key li") ?? [])];
  const parts: SVGElement[] = [];
  let [x, y] = [8, top + 8];
  for (const row of rows) {
    if (row.querySelector("input:not(:checked)")) continue;
    const sign = row.querySelector<SVGSVGElement>("svg");
    const text = (row.textContent ?? "").trim().replace(/\s+/g, " ");
    const indent = sign ? Number(sign.getAttribute("width")) + 6 : 0;
    const wide = indent + text.length * KEY_LETTER + 18;
    if (x > 8 && x + wide > width) [x, y] = [8, y + KEY_ROW];
    if (sign) {
      const copy = sign.cloneNode(true) as SVGSVGElement;
      styled(copy, sign);
      set(copy, { x, y: y + (KEY_ROW - Number(sign.getAttribute("height"))) / 2 - 2, class: null });
      parts.push(copy);
    }
    parts.push(s("text", { x: x + indent, y: y + 13, "font-size": 12, "font-family": "sans-serif", fill: variable("--island-ink", "#111") }, text));
    x += wide;
  }
  return { parts, height: parts.length > 0 ? y + KEY_ROW + 6 - top : 0 };
}

/** Returns an SVG file as PNG, of twice the size. */
export async function asPng({ text, width, height }: Standalone): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = h("canvas", { width: width * SCALE, height: height * SCALE });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await blobOf(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Returns what a canvas shows as PNG. */
function blobOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("the browser made no picture"))), "image/png");
  });
}

/** Hands a file to the reader. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const anchor = h("a", { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Returns the buttons that download a picture; `title` is asked for when one is pressed. */
export function downloads(picture: () => SVGSVGElement, name: string, title: () => string): HTMLElement[] {
  return [
    button("SVG", "Download this picture as SVG", () => {
      save(new Blob([standalone(picture(), title()).text], { type: "image/svg+xml" }), `${name}.svg`);
    }),
    button("PNG", "Download this picture as PNG", () => {
      void asPng(standalone(picture(), title())).then((blob) => save(blob, `${name}.png`));
    }),
  ];
}
