// The timeline as an SVG file: what is seen, drawn with shapes that any program can change.

import { ticks } from "./days.ts";
import { AXIS, type Ink, LANE, topOf, type View, xOf } from "./timeline_draw.ts";
import type { Bar, Row } from "./timeline_rows.ts";

/** Returns what is seen as the text of an SVG file. */
export function pictureOf(view: View, rows: readonly Row[], ink: Ink, title: string): string {
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${view.width}" height="${view.height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title><rect width="100%" height="100%" fill="${escaped(ink.paper)}"/>`,
  ];
  for (const mark of ticks(view.from, view.to, (view.width - view.names) / 70)) {
    const x = xOf(view, mark.day).toFixed(1);
    parts.push(`<path d="M${x},${AXIS}V${view.height}" stroke="${escaped(ink.line)}"/>`);
    parts.push(`<text x="${x}" y="${AXIS - 8}" fill="${escaped(ink.quiet)}">${escaped(mark.label)}</text>`);
  }
  for (const row of rows) {
    const top = topOf(view, row);
    if (top > view.height || top + row.lanes * LANE < AXIS) continue;
    parts.push(`<text x="2" y="${(top + LANE).toFixed(1)}" fill="${escaped(ink.ink)}">${escaped(row.name)}</text>`);
    for (const bar of row.bars) if (bar.to >= view.from && bar.from <= view.to) parts.push(shape(view, bar, top, ink));
  }
  parts.push("</svg>");
  return parts.join("\n");
}

function shape(view: View, bar: Bar, top: number, ink: Ink): string {
  const x0 = Math.max(view.names, xOf(view, bar.from));
  const x1 = Math.min(view.width, xOf(view, bar.to + 1));
  const y = top + (bar.lane + 0.75) * LANE;
  const colour = escaped(ink.hues[bar.hue] ?? ink.quiet);
  const firm = bar.event.status === "asserted";
  if (x1 - x0 > 8) {
    const edge = firm ? "" : ' stroke-dasharray="3 2"';
    return `<rect x="${x0.toFixed(1)}" y="${(y - 3).toFixed(1)}" width="${(x1 - x0).toFixed(1)}" height="6" fill="${colour}" fill-opacity="0.3" stroke="${colour}"${edge}/>`;
  }
  const fill = firm ? colour : escaped(ink.paper);
  return `<circle cx="${((x0 + x1) / 2).toFixed(1)}" cy="${y.toFixed(1)}" r="3.5" fill="${fill}" stroke="${colour}"/>`;
}

/** Returns text that may stand in XML, between tags or quotes. */
export function escaped(text: string): string {
  const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // Controls are no characters of XML 1.0.
  return text.replace(/[&<>"]/g, (sign) => signs[sign] ?? "").replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
}
