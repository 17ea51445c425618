// The timeline as an SVG file: what is seen, drawn with shapes that any program can change.

import { FAMILIES } from "./colours.ts";
import { ticks } from "./days.ts";
import type { Standalone } from "./download.ts";
import { AXIS, type Ink, LANE, topOf, type View, xOf } from "./timeline_draw.ts";
import type { Bar, Row } from "./timeline_rows.ts";

const KEY = 50;
const OPEN = 28;
const LETTER = 6.6;

/** Returns what is seen as an SVG file. */
export function pictureOf(view: View, rows: readonly Row[], ink: Ink, title: string): Standalone {
  const whole = view.height + KEY;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${view.width}" height="${whole}" viewBox="0 0 ${view.width} ${whole}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title><rect width="100%" height="100%" fill="${escaped(ink.paper)}"/>`,
  ];
  for (const mark of ticks(view.from, view.to, (view.width - view.names) / 70)) {
    const x = xOf(view, mark.day).toFixed(1);
    parts.push(`<path d="M${x},${AXIS}V${view.height}" stroke="${escaped(ink.line)}"/>`);
    const looks = mark.major ? `fill="${escaped(ink.ink)}" font-weight="600"` : `fill="${escaped(ink.quiet)}"`;
    parts.push(`<text x="${x}" y="${AXIS - 8}" ${looks}>${escaped(mark.label)}</text>`);
  }
  for (const row of rows) {
    const top = topOf(view, row);
    if (top > view.height || top + row.lanes * LANE < AXIS) continue;
    const y = (top + LANE).toFixed(1);
    const count = String(row.bars.length);
    const room = Math.floor((view.names - 16 - count.length * LETTER) / LETTER);
    const name = row.name.length > room ? `${row.name.slice(0, Math.max(1, room - 1)).trimEnd()}…` : row.name;
    const line = (top + (row.lanes + 0.5) * LANE).toFixed(1);
    parts.push(`<path d="M0,${line}H${view.width}" stroke="${escaped(ink.line)}"/>`);
    parts.push(`<text x="2" y="${y}" fill="${escaped(ink.ink)}">${escaped(name)}</text>`);
    parts.push(`<text x="${view.names - 10}" y="${y}" fill="${escaped(ink.quiet)}" text-anchor="end">${count}</text>`);
    for (const bar of row.bars) if (bar.to >= view.from && bar.from <= view.to) parts.push(shape(view, bar, top, ink));
  }
  parts.push(`<rect y="${view.height}" width="100%" height="${KEY}" fill="${escaped(ink.paper)}"/>`, ...keyed(view, ink, title), "</svg>");
  return { text: parts.join("\n"), width: view.width, height: whole };
}

/** Returns what the colours mean, and the title, below the rows. */
function keyed(view: View, ink: Ink, title: string): string[] {
  let x = 10;
  const rows = [...FAMILIES, { name: "Other", hue: 0 }].map(({ name, hue }) => {
    const row = `<circle cx="${x}" cy="${view.height + 16}" r="4.5" fill="${escaped(ink.hues[hue] ?? ink.quiet)}"/><text x="${x + 10}" y="${view.height + 20}" fill="${escaped(ink.ink)}">${escaped(name)}</text>`;
    x += 30 + name.length * LETTER;
    return row;
  });
  const told = `${title}. Filled: stated as fact; hollow or dashed: reported or planned; a bar: some day within. annals`;
  return [...rows, `<text x="6" y="${view.height + 40}" font-size="11" fill="${escaped(ink.quiet)}">${escaped(told)}</text>`];
}

function shape(view: View, bar: Bar, top: number, ink: Ink): string {
  const x0 = Math.max(view.names, xOf(view, bar.from));
  const x1 = Math.min(view.width, xOf(view, bar.to + 1));
  const y = top + (bar.lane + 0.75) * LANE;
  const colour = escaped(ink.hues[bar.hue] ?? ink.quiet);
  const firm = bar.event.status === "asserted";
  const edge = firm ? "" : ' stroke-dasharray="3 2"';
  if (bar.open) {
    // An end that no report tells is left without its stroke.
    const [left, right] = [bar.event.from === null ? x0 - OPEN : x0, bar.event.to === null ? x1 + OPEN : x1];
    const told = bar.event.from === null ? right : left;
    const path = `M${left.toFixed(1)},${(y + 3).toFixed(1)}H${right.toFixed(1)}M${told.toFixed(1)},${(y - 3).toFixed(1)}v6`;
    return `<rect x="${left.toFixed(1)}" y="${(y - 3).toFixed(1)}" width="${(right - left).toFixed(1)}" height="6" fill="${colour}" fill-opacity="0.3"/><path d="${path}" fill="none" stroke="${colour}"${edge}/>`;
  }
  if (x1 - x0 > 8) {
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
