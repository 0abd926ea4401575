// The fleet as tiles: a canvas for each zone, redrawn only where a tile changed.

import { h, say, show } from "./html.js";
import { STATES } from "./words.js";

const UNKNOWN_LOAD = 255;
const DRAINED = 16, MAINTENANCE = 32, ODD = 64;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function hex(colour) {
  const n = parseInt(colour.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

// Relative luminance and contrast as WCAG 2 has them.
function luminance(rgb) {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}

// Colours of the theme as they are now: 101 steps of load, one for each state.
function palette() {
  const low = hex(css("--load-low")), high = hex(css("--load-high"));
  const inks = [css("--tile-dark"), css("--tile-light")];
  const ink = (rgb) => inks.reduce((a, b) => (contrast(hex(a), rgb) > contrast(hex(b), rgb) ? a : b));
  const load = [], text = [];
  for (let i = 0; i <= 100; i++) {
    const mix = low.map((c, k) => Math.round(c + (high[k] - c) * (i / 100)));
    load.push("rgb(" + mix.join(",") + ")");
    text.push(ink(mix));
  }
  const state = { SUSPECT: css("--suspect"), DEAD: css("--dead"), ENDED: css("--ended"), LEFT: css("--left"), UNKNOWN: css("--unknown") };
  const on = Object.fromEntries(Object.entries(state).map(([name, colour]) => [name, ink(hex(colour))]));
  return { load, text, state, on, background: css("--surface"), ink: css("--ink"), ring: css("--accent") };
}

export const stateOf = (byte) => STATES[byte & 15] ?? "UNKNOWN";

function describe(name, state, load) {
  const extra = (state & DRAINED ? ", drained" : "") + (state & MAINTENANCE ? ", in maintenance" : "") + (state & ODD ? ", unsteady" : "");
  return name + ": " + stateOf(state).toLowerCase() + extra + ", load " + (load === UNKNOWN_LOAD ? "unknown" : load + " per cent");
}

export class FleetMap {
  constructor(root, look, open) {
    this.root = root;
    this.look = look;
    this.open = open;
    this.zones = [];
    this.bytes = new Uint8Array();
    this.colours = palette();
    this.recolour = () => { this.colours = palette(); this.drawAll(); };
    window.addEventListener("coloursChanged", this.recolour);
    this.resize = new ResizeObserver(() => { if (this.width !== root.clientWidth) this.arrange(); });
    this.resize.observe(root);
  }

  close() {
    window.removeEventListener("coloursChanged", this.recolour);
    this.resize.disconnect();
  }

  layout(groups) {
    this.groups = groups;
    this.total = groups.reduce((sum, group) => sum + group.nodes.length, 0);
    this.arrange();
  }

  // Tiles as large as they can be: cards with names for a few nodes, dots for thousands.
  arrange() {
    if (!this.groups) return;
    this.width = this.root.clientWidth;
    const few = this.total <= 80;
    const edge = Math.max(7, Math.min(34, Math.floor(Math.sqrt((this.width * 460) / Math.max(1, this.total)))));
    this.tile = few ? { w: 132, h: 58, gap: 6, named: true } : { w: edge, h: edge, gap: edge > 12 ? 2 : 1 };
    let begin = 0;
    this.zones = [];
    const pools = new Map();
    for (const group of this.groups) {
      if (!pools.has(group.pool)) pools.set(group.pool, []);
      pools.get(group.pool).push({ group, begin });
      begin += group.nodes.length;
    }
    show(this.root, [...pools].map(([pool, zones]) =>
      h("section", { class: "pool", "aria-label": "Pool " + pool },
        h("h3", {}, h("a", { href: "/pools/" + encodeURIComponent(pool) }, pool || "no pool told")),
        h("div", { class: "zones" }, zones.map((zone) => this.zone(zone, zones.length))))));
    this.drawAll();
  }

  zone({ group, begin }, siblings) {
    const perRow = Math.max(1, Math.min(siblings, Math.floor(this.width / 170)));
    const width = Math.floor((this.width - (perRow - 1) * 20) / perRow);
    const columns = Math.max(1, Math.min(group.nodes.length, Math.floor((width + this.tile.gap) / (this.tile.w + this.tile.gap))));
    const wide = this.tile.named ? Math.min(220, Math.floor((width + this.tile.gap) / columns) - this.tile.gap) : this.tile.w;
    const step = wide + this.tile.gap;
    const rows = Math.ceil(group.nodes.length / columns);
    const canvas = h("canvas", { tabindex: 0, role: "application", "aria-roledescription": "map of nodes" });
    const count = h("span", { class: "muted" });
    const zone = { group, begin, columns, wide, canvas, count, current: -1, drawn: null };
    const scale = window.devicePixelRatio || 1;
    const w = columns * step - this.tile.gap, hh = rows * (this.tile.h + this.tile.gap) - this.tile.gap;
    canvas.width = w * scale;
    canvas.height = hh * scale;
    canvas.style.setProperty("width", w + "px");
    canvas.style.setProperty("height", hh + "px");
    zone.pen = canvas.getContext("2d", { alpha: false });
    zone.pen.scale(scale, scale);
    zone.pen.fillStyle = this.colours.background;
    zone.pen.fillRect(0, 0, w, hh);
    canvas.addEventListener("pointermove", (e) => this.point(zone, this.indexAt(zone, e)));
    canvas.addEventListener("pointerleave", () => this.point(zone, -1));
    canvas.addEventListener("click", (e) => { const i = this.indexAt(zone, e); if (i >= 0) this.open(group.nodes[i]); });
    canvas.addEventListener("keydown", (e) => this.key(zone, e));
    canvas.addEventListener("focus", () => this.point(zone, Math.max(0, zone.current), true));
    canvas.addEventListener("blur", () => this.point(zone, -1));
    this.zones.push(zone);
    return h("figure", { style: { width: width + "px" } }, h("figcaption", {}, group.zone || "no zone told", " ", count), canvas);
  }

  indexAt(zone, event) {
    const column = Math.floor(event.offsetX / (zone.wide + this.tile.gap));
    const row = Math.floor(event.offsetY / (this.tile.h + this.tile.gap));
    const index = row * zone.columns + column;
    return column < zone.columns && index < zone.group.nodes.length && index >= 0 ? index : -1;
  }

  key(zone, event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: zone.columns, ArrowUp: -zone.columns, Home: -1e9, End: 1e9 }[event.key];
    if (step) {
      event.preventDefault();
      this.point(zone, Math.max(0, Math.min(zone.group.nodes.length - 1, zone.current + step)), true);
    } else if (event.key === "Enter" && zone.current >= 0) {
      this.open(zone.group.nodes[zone.current]);
    }
  }

  point(zone, index, aloud) {
    if (index === zone.current && !aloud) return;
    const before = zone.current;
    zone.current = index;
    if (before >= 0) this.draw(zone, before);
    if (index >= 0) this.draw(zone, index);
    this.look(index < 0 ? null : zone.group.nodes[index]);
    if (aloud && index >= 0) {
      const at = 2 * (zone.begin + index);
      say(describe(zone.group.nodes[index], this.bytes[at], this.bytes[at + 1]));
    }
  }

  picture(bytes) {
    this.bytes = bytes;
    for (const zone of this.zones) this.update(zone);
  }

  drawAll() {
    for (const zone of this.zones) {
      zone.drawn = null;
      this.update(zone);
    }
  }

  update(zone) {
    const from = 2 * zone.begin, size = zone.group.nodes.length;
    if (this.bytes.length < from + 2 * size) return;
    const before = zone.drawn;
    const counts = {};
    for (let i = 0; i < size; i++) {
      const state = this.bytes[from + 2 * i];
      counts[state & 15] = (counts[state & 15] ?? 0) + 1;
      if (!before || before[2 * i] !== state || before[2 * i + 1] !== this.bytes[from + 2 * i + 1]) this.draw(zone, i);
    }
    zone.drawn = this.bytes.slice(from, from + 2 * size);
    const told = Object.entries(counts).map(([s, n]) => n + " " + stateOf(s).toLowerCase()).join(", ");
    if (zone.told !== told) {
      zone.told = told;
      zone.count.textContent = told;
      zone.canvas.setAttribute("aria-label", "Zone " + (zone.group.zone || "not told") + " of pool " + zone.group.pool + ": " + told + ". Arrow keys go from node to node, Enter opens one.");
    }
  }

  draw(zone, i) {
    const at = 2 * (zone.begin + i);
    const bits = this.bytes[at], load = this.bytes[at + 1];
    const state = stateOf(bits);
    const { h: hh, gap, named } = this.tile;
    const w = zone.wide;
    const x = (i % zone.columns) * (w + gap), y = Math.floor(i / zone.columns) * (hh + gap);
    const pen = zone.pen, c = this.colours;
    pen.fillStyle = c.background;
    pen.fillRect(x - gap / 2, y - gap / 2, w + gap, hh + gap);
    const alive = state === "ALIVE";
    pen.fillStyle = alive ? (load === UNKNOWN_LOAD ? c.state.UNKNOWN : c.load[Math.min(100, load)]) : c.state[state];
    pen.beginPath();
    pen.roundRect(x, y, w, hh, named ? 8 : w > 12 ? 3 : 1);
    pen.fill();
    if (named) this.write(pen, c, zone.group.nodes[i], state, bits, load, x, y, w);
    else this.mark(pen, c, state, bits, x, y, w);
    if (zone.current === i) {
      pen.strokeStyle = c.ring;
      pen.lineWidth = 2;
      pen.strokeRect(x + 1, y + 1, w - 2, hh - 2);
    }
  }

  // Never by colour alone: a cross is dead, a bar suspect, a frame drained.
  mark(pen, c, state, bits, x, y, w) {
    pen.strokeStyle = c.on[state] ?? c.ink;
    pen.lineWidth = Math.max(1, w / 9);
    pen.beginPath();
    if (state === "DEAD" || state === "ENDED") {
      pen.moveTo(x + w * 0.28, y + w * 0.28); pen.lineTo(x + w * 0.72, y + w * 0.72);
      pen.moveTo(x + w * 0.72, y + w * 0.28); pen.lineTo(x + w * 0.28, y + w * 0.72);
    } else if (state === "SUSPECT") {
      pen.moveTo(x + w * 0.2, y + w / 2); pen.lineTo(x + w * 0.8, y + w / 2);
    }
    pen.stroke();
    if (bits & (DRAINED | MAINTENANCE)) {
      pen.strokeStyle = c.ink;
      pen.lineWidth = 1;
      pen.strokeRect(x + 1.5, y + 1.5, w - 3, w - 3);
    }
  }

  write(pen, c, name, state, bits, load, x, y, w) {
    const alive = state === "ALIVE";
    pen.fillStyle = !alive ? c.on[state] : load === UNKNOWN_LOAD ? c.on.UNKNOWN : c.text[Math.min(100, load)];
    pen.font = "600 13px system-ui, sans-serif";
    pen.fillText(this.fit(pen, name, w - 20), x + 10, y + 23);
    pen.font = "12px system-ui, sans-serif";
    const words = alive ? (load === UNKNOWN_LOAD ? "load unknown" : "load " + load + " %") : state.toLowerCase();
    pen.fillText(words + (bits & DRAINED ? " · drained" : bits & MAINTENANCE ? " · maintenance" : ""), x + 10, y + 43);
  }

  fit(pen, name, width) {
    if (pen.measureText(name).width <= width) return name;
    let end = name.length;
    while (end > 1 && pen.measureText("…" + name.slice(name.length - end)).width > width) end--;
    return "…" + name.slice(name.length - end);
  }
}
