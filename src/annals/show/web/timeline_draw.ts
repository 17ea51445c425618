// The timeline on a canvas: only what can be seen is drawn, so that thousands of events scroll smoothly.

import { variable } from "./colours.ts";
import { ticks } from "./days.ts";
import { type Bar, firstSeen, type Row } from "./timeline_rows.ts";

export const LANE = 12;
export const AXIS = 26;
const DOT = 3.5;

/** What is seen: `from` to `to` are days, `scroll` pixels from the top of the rows; `names` is the width of their names. */
export interface View {
  from: number;
  to: number;
  scroll: number;
  width: number;
  height: number;
  names: number;
}

/** The colours of the style sheet, read once for a scheme. */
export interface Ink {
  paper: string;
  ink: string;
  quiet: string;
  line: string;
  band: string;
  hues: string[];
  font: string;
}

/** Returns the colours as the page has them now. */
export function inks(): Ink {
  return {
    paper: variable("--island-paper", "#fff"),
    ink: variable("--island-ink", "#1a1a1a"),
    quiet: variable("--island-quiet", "#5a5a5a"),
    line: variable("--island-line", "#ddd"),
    band: variable("--island-band", "#f6f4ef"),
    hues: Array.from({ length: 9 }, (_, i) => variable(`--hue-${i}`, "#666")),
    font: variable("--island-font", "system-ui, sans-serif"),
  };
}

/** Returns where a day stands on the screen. */
export function xOf(view: View, day: number): number {
  return view.names + ((day - view.from) / (view.to - view.from)) * (view.width - view.names);
}

/** Returns the day at a point of the screen. */
export function dayAt(view: View, x: number): number {
  return view.from + ((x - view.names) / (view.width - view.names)) * (view.to - view.from);
}

/** Returns the top of a row on the canvas. */
export function topOf(view: View, row: Row): number {
  return AXIS + row.top * LANE - view.scroll;
}

/** Returns the height that all rows take, without the axis. */
export function heightOf(rows: readonly Row[]): number {
  const last = rows[rows.length - 1];
  return last ? (last.top + last.lanes + 1) * LANE : 0;
}

/** Draws all that is seen. */
export function draw(pen: CanvasRenderingContext2D, view: View, rows: readonly Row[], ink: Ink, chosen: Bar | null, widest: number): void {
  pen.fillStyle = ink.paper;
  pen.fillRect(0, 0, view.width, view.height);
  const marks = ticks(view.from, view.to, (view.width - view.names) / 70);
  for (const mark of marks) {
    pen.fillStyle = ink.line;
    pen.globalAlpha = mark.major ? 1 : 0.55;
    pen.fillRect(Math.round(xOf(view, mark.day)), AXIS, 1, view.height);
  }
  pen.globalAlpha = 1;
  pen.font = `12px ${ink.font}`;
  pen.textBaseline = "middle";
  for (const row of rows) {
    const top = topOf(view, row);
    if (top > view.height) break;
    if (top + (row.lanes + 1) * LANE < AXIS) continue;
    drawRow(pen, view, row, ink, chosen, widest);
  }
  drawAxis(pen, view, marks, ink);
}

function drawRow(pen: CanvasRenderingContext2D, view: View, row: Row, ink: Ink, chosen: Bar | null, widest: number): void {
  const top = topOf(view, row);
  pen.fillStyle = ink.line;
  pen.fillRect(0, Math.round(top + (row.lanes + 0.5) * LANE), view.width, 1);
  const pixels = (view.width - view.names) / (view.to - view.from);
  const bars = row.bars;
  for (let i = firstSeen(bars, view.from, widest); i < bars.length; i++) {
    const bar = bars[i] as Bar;
    if (bar.from > view.to) break;
    if (bar.to + 1 < view.from) continue;
    drawBar(pen, view, bar, top + (bar.lane + 0.5) * LANE + LANE / 4, pixels, ink, bar === chosen);
  }
  drawName(pen, view, row, top, ink);
}

function drawBar(pen: CanvasRenderingContext2D, view: View, bar: Bar, y: number, pixels: number, ink: Ink, chosen: boolean): void {
  const x0 = Math.max(view.names - 20, xOf(view, bar.from));
  const x1 = Math.min(view.width + 20, xOf(view, bar.to + 1));
  const colour = ink.hues[bar.hue] ?? ink.quiet;
  pen.fillStyle = pen.strokeStyle = colour;
  pen.lineWidth = 1.3;
  if (x1 - x0 > DOT * 2.4 || bar.open) interval(pen, x0, x1, y, bar, pixels);
  else dot(pen, (x0 + x1) / 2, y, bar.event.status, ink);
  if (!chosen) return;
  pen.strokeStyle = ink.ink;
  pen.lineWidth = 2;
  pen.strokeRect(x0 - 4, y - LANE / 2, Math.max(8, x1 - x0 + 8), LANE);
}

/** A stretch of days within which it happened: pale, its ends marked; an open end fades out. */
function interval(pen: CanvasRenderingContext2D, x0: number, x1: number, y: number, bar: Bar, pixels: number): void {
  const open = bar.open ? Math.max(14, Math.min(40, pixels * 30)) : 0;
  const missing = bar.event.from === null ? "from" : "to";
  const left = bar.open && missing === "from" ? x0 - open : x0;
  const right = bar.open && missing === "to" ? x1 + open : x1;
  pen.globalAlpha = 0.28;
  pen.fillRect(left, y - 3, right - left, 6);
  pen.globalAlpha = 1;
  if (bar.event.status === "asserted") pen.setLineDash([]);
  else pen.setLineDash([3, 2]);
  pen.beginPath();
  pen.moveTo(left, y + 3);
  pen.lineTo(right, y + 3);
  pen.stroke();
  pen.setLineDash([]);
  if (!(bar.open && missing === "from")) pen.fillRect(x0, y - 3.5, 1.5, 7);
  if (!(bar.open && missing === "to")) pen.fillRect(x1 - 1.5, y - 3.5, 1.5, 7);
}

/** A day: filled when stated as fact, hollow when reported or planned, crossed when denied. */
function dot(pen: CanvasRenderingContext2D, x: number, y: number, status: string, ink: Ink): void {
  pen.beginPath();
  pen.arc(x, y, DOT, 0, 2 * Math.PI);
  if (status === "asserted") {
    pen.fill();
    return;
  }
  pen.fillStyle = ink.paper;
  pen.fill();
  pen.stroke();
  if (status !== "denied") return;
  pen.beginPath();
  pen.moveTo(x - DOT, y + DOT);
  pen.lineTo(x + DOT, y - DOT);
  pen.stroke();
}

function drawName(pen: CanvasRenderingContext2D, view: View, row: Row, top: number, ink: Ink): void {
  pen.fillStyle = ink.paper;
  pen.fillRect(0, top + 1, view.names - 6, (row.lanes + 0.5) * LANE - 1);
  pen.fillStyle = ink.ink;
  const y = Math.max(top, AXIS - LANE * 0.2) + LANE * 0.85;
  const count = String(row.bars.length);
  const room = view.names - 16 - pen.measureText(count).width;
  pen.fillText(shortened(pen, row.name, room), 2, y);
  pen.fillStyle = ink.quiet;
  pen.fillText(count, view.names - 10 - pen.measureText(count).width, y);
}

function shortened(pen: CanvasRenderingContext2D, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pen.measureText(`${text.slice(0, middle)}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low).trimEnd()}…`;
}

function drawAxis(pen: CanvasRenderingContext2D, view: View, marks: ReturnType<typeof ticks>, ink: Ink): void {
  pen.fillStyle = ink.paper;
  pen.fillRect(0, 0, view.width, AXIS);
  pen.fillStyle = ink.line;
  pen.fillRect(0, AXIS - 1, view.width, 1);
  let free = view.names;
  for (const mark of marks) {
    const x = Math.max(view.names, xOf(view, mark.day) + 3);
    const wide = pen.measureText(mark.label).width;
    if (x < free || x + wide > view.width) continue;
    pen.font = `${mark.major ? "600 " : ""}12px ${ink.font}`;
    pen.fillStyle = mark.major ? ink.ink : ink.quiet;
    pen.fillText(mark.label, x, AXIS / 2);
    free = x + wide + 8;
  }
}
