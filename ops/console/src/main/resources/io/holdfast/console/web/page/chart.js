// Lines over time as SVG: coloured by the style sheet, readable aloud, with a cross-hair.

import { h, say, show, svg } from "./html.js";
import { clock, percent, ratio } from "./words.js";

const HEIGHT = 190, LEFT = 44, RIGHT = 12, TOP = 12, BOTTOM = 24;

// series: [{name, class, values}], values from 0 to 1 or null; limit: a dashed line, if any.
export function chart(title, unit) {
  const tell = unit === "ratio" ? ratio : percent;
  const picture = svg("svg", { class: "chart", role: "img", tabindex: 0, height: HEIGHT });
  const readout = h("p", { class: "readout figure" });
  const root = h("figure", { class: "chart-frame" }, h("figcaption", {}, title), picture, readout);
  let data = { times: [], series: [], limit: null };
  let cursor = -1;
  let width = 0;

  const x = (time) => {
    const [first, last] = [data.times[0], data.times[data.times.length - 1]];
    return LEFT + ((time - first) / Math.max(1, last - first)) * (width - LEFT - RIGHT);
  };
  const top = () => Math.max(1, ...data.series.flatMap((s) => s.values.filter((v) => v !== null)));
  const y = (value) => TOP + (1 - value / top()) * (HEIGHT - TOP - BOTTOM);

  function path(values) {
    let d = "", pen = "M";
    values.forEach((value, i) => {
      if (value === null) { pen = "M"; return; }
      d += pen + x(data.times[i]).toFixed(1) + " " + y(value).toFixed(1);
      pen = "L";
    });
    return d;
  }

  function summary() {
    return data.series.map((s) => {
      const known = s.values.filter((v) => v !== null);
      return known.length ? s.name + " now " + tell(known[known.length - 1]) + ", lowest " + tell(Math.min(...known)) + ", highest " + tell(Math.max(...known)) : s.name + " not known";
    }).join("; ");
  }

  function draw() {
    width = picture.clientWidth || 600;
    const count = data.times.length;
    if (!count) {
      show(picture, svg("text", { x: LEFT, y: HEIGHT / 2, class: "axis" }, "No window has closed yet."));
      return;
    }
    picture.setAttribute("aria-label", title + ": " + summary());
    const ticks = [0, 0.25, 0.5, 0.75, 1].map((v) => v * top());
    const hours = Math.max(2, Math.min(6, Math.floor(width / 130)));
    const times = Array.from({ length: hours }, (_, i) => data.times[0] + ((data.times[count - 1] - data.times[0]) * i) / (hours - 1));
    show(picture,
      ticks.map((v) => [
        svg("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(v), y2: y(v) }),
        svg("text", { class: "axis", x: LEFT - 8, y: y(v) + 4, "text-anchor": "end" }, tell(v))]),
      times.map((t, i) => svg("text", { class: "axis", x: x(t), y: HEIGHT - 6, "text-anchor": i === 0 ? "start" : i === hours - 1 ? "end" : "middle" }, clock(t))),
      data.limit !== null && [
        svg("line", { class: "limit", x1: LEFT, x2: width - RIGHT, y1: y(data.limit), y2: y(data.limit) }),
        svg("text", { class: "axis limit-text", x: width - RIGHT, y: y(data.limit) - 5, "text-anchor": "end" }, "threshold " + tell(data.limit))],
      data.series.map((s) => svg("path", { class: "line " + s.class, d: path(s.values) })),
      cursor >= 0 && cursor < count && [
        svg("line", { class: "cursor", x1: x(data.times[cursor]), x2: x(data.times[cursor]), y1: TOP, y2: HEIGHT - BOTTOM }),
        data.series.filter((s) => s.values[cursor] !== null).map((s) => svg("circle", { class: "dot " + s.class, cx: x(data.times[cursor]), cy: y(s.values[cursor]), r: 3.5 }))]);
    const i = cursor >= 0 && cursor < count ? cursor : count - 1;
    show(readout, clock(data.times[i]) + "  ", data.series.map((s) =>
      h("span", { class: "key" }, h("span", { class: "swatch " + s.class, "aria-hidden": true }), s.name + " " + tell(s.values[i]))));
  }

  function point(index) {
    if (index === cursor) return;
    cursor = index;
    draw();
  }
  picture.addEventListener("pointermove", (event) => {
    const at = event.offsetX;
    let best = -1, distance = Infinity;
    data.times.forEach((t, i) => { const d = Math.abs(x(t) - at); if (d < distance) { distance = d; best = i; } });
    point(best);
  });
  picture.addEventListener("pointerleave", () => point(-1));
  picture.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const count = data.times.length;
    point(Math.max(0, Math.min(count - 1, (cursor < 0 ? count - 1 : cursor) + step)));
    say(readout.textContent);
  });
  const resize = new ResizeObserver(draw);
  resize.observe(picture);
  return {
    root,
    update(next) { data = { limit: null, ...next }; draw(); },
    close() { resize.disconnect(); },
  };
}
