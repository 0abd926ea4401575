// Backups: how much would be lost, what can be restored to, and what was done.

import { card, empty, get, h, refresh, show, svg, table } from "./html.js";
import { on } from "./live.js";
import { ago, at, badge, bytes, clock, number, span } from "./words.js";

const micros = (m) => m / 1000;

// The chain as a bar over time: bases as squares, what people look for as marks above it.
function timeLine(chain) {
  const begin = micros(chain.beganAtMicros), end = Math.max(micros(chain.writtenAtMicros), begin + 1000);
  const x = (t) => 20 + ((Math.min(Math.max(t, begin), end) - begin) / (end - begin)) * 1160;
  const marks = { TRUNCATE: "▼", BARRIER: "✓", NAMED: "⚑" };
  const points = chain.points.slice(-200).filter((p) => p.committedAtMicros > 0);
  return svg("svg", { class: "time-line", viewBox: "0 0 1200 92", role: "img", "aria-label": "Chain from " + clock(begin) + " to " + clock(end) + ": " + chain.bases.length + " bases, " + points.length + " points" },
    svg("rect", { class: "track" + (chain.ended ? " ended" : ""), x: 20, y: 48, width: 1160, height: 12, rx: 6 }),
    chain.bases.map((b) => svg("g", {}, svg("title", {}, "base of " + clock(micros(b.atMicros)) + ", " + bytes(b.bytes)), svg("rect", { class: "base", x: x(micros(b.atMicros)) - 6, y: 46, width: 12, height: 16, rx: 2 }))),
    points.map((p) => svg("g", {}, svg("title", {}, p.kind.toLowerCase() + " " + p.label + ", " + clock(micros(p.committedAtMicros))),
      svg("line", { class: "stem", x1: x(micros(p.committedAtMicros)), x2: x(micros(p.committedAtMicros)), y1: 32, y2: 48 }),
      svg("text", { class: "mark " + p.kind.toLowerCase(), x: x(micros(p.committedAtMicros)), y: 28, "text-anchor": "middle" }, marks[p.kind] ?? "•"))),
    svg("text", { class: "axis", x: 20, y: 82 }, "restorable from " + clock(begin)),
    svg("text", { class: "axis", x: 1180, y: 82, "text-anchor": "end" }, (chain.ended ? "ended at " : "to ") + clock(chain.ended ? end : micros(chain.committedAtMicros))));
}

const quoted = (word) => (/^[\w.:-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'");

// What gets there: just before what emptied or changed tables, else exactly there.
function target(p) {
  if (p.kind === "BARRIER") return "--barrier " + p.label;
  if (p.kind === "NAMED") return "--to-point " + quoted(p.label);
  return p.xid ? "--before-xid " + p.xid : null;
}

function points(database, chain) {
  if (!chain.points.length) return empty("Any transaction can be restored to. Truncates, barriers and named points are listed here.");
  return table(["Point", "What", "Transaction", "At", "Restore with"], chain.points.slice(-30).reverse().map((p) =>
    h("tr", {},
      h("td", {}, badge(p.kind, p.kind === "TRUNCATE" ? "bad" : "info")), h("td", {}, p.label), h("td", { class: "figure" }, p.xid || "–"), h("td", {}, at(micros(p.committedAtMicros))),
      h("td", {}, target(p) ? h("code", {}, "backup restore " + target(p)) : "–"))), "Points of " + database);
}

function database(d) {
  const chain = d.chains[d.chains.length - 1];
  const segment = d.newestSegment;
  const figure = (value, name, tone) => h("div", { class: "stat " + (tone ?? "") }, h("strong", {}, value), h("span", {}, name));
  const rpo = segment ? segment.rpoAnyMillis : -1;
  const all = segment ? segment.rpoAllMillis : -1;
  return h("article", { class: "card", id: d.database },
    h("h2", {}, d.database, " ", chain?.ended ? badge("chain ended", "bad") : chain ? badge("protected", "good") : badge("no chain", "warn")),
    chain?.ended && h("p", { class: "problem" }, chain.ended),
    h("div", { class: "stats small" },
      figure(rpo >= 0 ? span(rpo) : "–", "at risk, in any store"),
      figure(all >= 0 ? span(all) : "–", "at risk, in all stores"),
      figure(segment ? segment.stores.join(", ") || "–" : "–", "stores that hold it"),
      figure(chain ? number(chain.number) : "–", "manifests"),
      figure(chain ? bytes(chain.bytes) : "–", chain && chain.firstNumber > 1 ? "stored, since manifest " + chain.firstNumber : "stored")),
    chain && h("div", { class: "scroll" }, timeLine(chain)),
    chain && h("p", { class: "muted" }, "Chain ", h("code", {}, chain.chain), ", newest segment written ", segment ? ago(micros(segment.atMicros)) : "–", ", ", number(chain.segments), " segments read."),
    chain && [h("h3", {}, "Restore points"), points(d.database, chain)],
    h("h3", {}, "What was done"),
    d.events.length
      ? table(["At", "What", "How it ended", "Took", "Size", "In words"], d.events.slice(0, 40).map((e) =>
        h("tr", {}, h("td", {}, at(e.atMillis)), h("td", {}, badge(e.record.kind)), h("td", {}, badge(e.record.outcome)), h("td", { class: "figure" }, span(e.record.durationMillis)), h("td", { class: "figure" }, bytes(e.record.bytes)), h("td", { class: "muted" }, e.record.message))), "What was done for " + d.database)
      : empty("Nothing but segments yet."));
}

export function backupsPage(root, _, query) {
  const body = h("div", { class: "stack" });
  show(root, h("div", { class: "title" }, h("h1", {}, "Backups")), body);
  const load = async () => {
    const databases = await get("/api/backups");
    refresh(body, databases.length ? databases.map(database) : card(null, {}, empty("No database is backed up yet: start backup-sink with one in its settings.")));
  };
  load().then(() => { const wanted = query.get("database"); if (wanted) document.getElementById(wanted)?.scrollIntoView(); });
  const timer = setInterval(load, 2000);
  const off = on("news", (news) => { if (news.events.some((e) => e.type === "BackupEvent" && e.record.kind !== "SEGMENT")) load(); });
  return () => { clearInterval(timer); off(); };
}
