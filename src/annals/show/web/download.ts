// Pictures as files: SVG with its colours written in, and PNG of twice the size on the screen.

import { variable } from "./colours.ts";
import { button, h, s } from "./dom.ts";

const KEPT = [
  "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "opacity",
  "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "paint-order", "display",
];
const SCALE = 2;

/** Returns a picture as text that needs no style sheet; `title` is written above it. */
export function standalone(picture: SVGSVGElement, title: string): string {
  const box = picture.getBoundingClientRect();
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const originals = picture.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, index) => {
    const original = originals[index];
    if (original && !(original instanceof SVGDefsElement)) write(element, getComputedStyle(original));
    for (const name of ["class", "tabindex", "role"]) element.removeAttribute(name);
  });
  const [width, height] = [Math.round(box.width), Math.round(box.height)];
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.removeAttribute("class");
  copy.prepend(s("title", {}, title), s("rect", { width, height, fill: variable("--island-paper", "#fff") }));
  copy.append(s("text", { x: 8, y: height - 8, "font-size": 11, "font-family": "sans-serif", fill: variable("--island-quiet", "#555") }, title));
  return new XMLSerializer().serializeToString(copy);
}

function write(element: SVGElement, style: CSSStyleDeclaration): void {
  if (element.closest("defs")) return;
  for (const name of KEPT) {
    const value = style.getPropertyValue(name);
    // A pattern is named by its address in the page, which a file of its own has to name by its id alone.
    if (value) element.setAttribute(name, value.replace(/url\("[^"#]*#([^"]+)"\)/, "url(#$1)"));
  }
}

/** Returns a picture as PNG. */
export async function asPng(picture: SVGSVGElement, title: string): Promise<Blob> {
  const box = picture.getBoundingClientRect();
  const address = URL.createObjectURL(new Blob([standalone(picture, title)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = h("canvas", { width: Math.round(box.width * SCALE), height: Math.round(box.height * SCALE) });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await blobOf(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Returns what a canvas shows as PNG. */
export function blobOf(canvas: HTMLCanvasElement): Promise<Blob> {
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
      save(new Blob([standalone(picture(), title())], { type: "image/svg+xml" }), `${name}.svg`);
    }),
    button("PNG", "Download this picture as PNG", () => {
      void asPng(picture(), title()).then((blob) => save(blob, `${name}.png`));
    }),
  ];
}
