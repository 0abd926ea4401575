// Pools in a table, and one pool over time.

import { card, empty, get, h, refresh, show, table } from "./html.js";
import { chart } from "./chart.js";
import { on } from "./live.js";
import { feed } from "./moves.js";
import { actionButton } from "./session.js";
import { at, badge, nodeLink, percent, poolLink, ratio, span, workloadLink } from "./words.js";

const tally = (counts) => Object.entries(counts).map(([word, count]) => h("span", { class: "tally" }, badge(word), String(count)));

export function poolsPage(root) {
  const body = h("div", {});
  show(root, h("div", { class: "title" }, h("h1", {}, "Pools")), card(null, {}, body));
  return on("summary", (s) =>
    refresh(body, s.pools.length
      ? table(["Pool", "Mode", "Nodes", "Workloads", "Degree", "Breaker"], s.pools.map((p) =>
        h("tr", {},
          h("th", { scope: "row" }, poolLink(p.pool)),
          h("td", {}, badge(p.mode, p.mode === "ACT" ? "good" : "warn")),
          h("td", {}, tally(p.nodes)),
          h("td", {}, tally(p.workloads)),
          h("td", { class: "figure" }, ratio(p.degree), p.resource && h("span", { class: "muted" }, " " + p.resource)),
          h("td", {}, p.tripped ? [badge("tripped", "bad"), " " + p.held + " held"] : badge("closed", "good")))), "Pools")
      : empty("No pool is known yet: nodes, workloads and policies name them.")));
}

function breaker(pool) {
  const b = pool.breaker;
  if (!pool.tripped) return [h("p", {}, badge("closed", "good"), " Failovers are carried out."), b && h("p", { class: "muted" }, "Last: ", at(b.decidedAtMillis), ", ", b.why)];
  return [
    h("p", {}, badge("tripped", "bad"), " ", b.why),
    h("p", {}, "Failovers are held for ", pool.heldWorkloads.length === 1 ? "one workload: " : pool.heldWorkloads.length + " workloads: ", pool.heldWorkloads.slice(0, 12).map((w, i) => [i ? ", " : "", workloadLink(w)]), pool.heldWorkloads.length > 12 && " …"),
    h("div", { class: "buttons start" },
      actionButton("Carry out what is held", "Resets the breaker of pool " + pool.pool + " and fails over what it held back.", { kind: "BREAKER_REPLAY", pool: pool.pool }, "primary"),
      actionButton("Drop what is held", "Resets the breaker of pool " + pool.pool + " and leaves everything where it is.", { kind: "BREAKER_DISCARD", pool: pool.pool })),
    h("p", { class: "muted" }, "Or: ", h("code", {}, "holdfast breaker reset --pool " + pool.pool + " --replay --reason …")),
  ];
}

function policy(p) {
  if (!p) return [empty("The built-in defaults hold.")];
  const row = (name, value) => [h("dt", {}, name), h("dd", {}, value)];
  return [h("dl", {},
    row("Mode", p.mode.toLowerCase()), row("Strategy", p.strategy.toLowerCase().replaceAll("_", " ")),
    row("Suspect after", span(p.liveness.suspectAfterMillis)), row("Dead after", span(p.liveness.deadAfterMillis)),
    row("Even above", ratio(p.balance.degreeThreshold)), row("Breaker", percent(p.guards.breakerShare) + ", at least " + p.guards.breakerCount + " nodes in " + span(p.guards.breakerWindowMillis)),
    row("Version", p.version + " by " + p.by), row("Because", p.reason))];
}

function nodes(title, list) {
  return h("div", {}, h("h3", {}, title), h("ol", { class: "plain rows" }, list.map((n) => h("li", {}, nodeLink(n.node), h("span", { class: "push figure" }, percent(n.load))))));
}

export function poolPage(root, name) {
  const title = h("div", { class: "title" });
  const degree = chart("Degree: average load over maximum load, 1 is even", "ratio");
  const loads = h("div", {});
  const loadCharts = new Map();
  const extremes = h("div", {});
  const breakerBox = h("div", {});
  const policyBox = h("div", {});
  const log = feed(["Decision"], { most: 60, wanted: (e) => e.record.pool === name });
  show(root, title, h("div", { class: "columns" },
    h("div", { class: "wide stack" }, card(null, { "aria-label": "Balance over time" }, degree.root, loads), card("Decisions", {}, log.root)),
    h("div", { class: "side stack" }, card("Breaker", {}, breakerBox), card("Hottest and coolest", {}, extremes), card("Policy", {}, policyBox))));
  const draw = (p) => {
    show(title, h("h1", {}, name), h("p", {}, tally(p.nodes)), h("p", {}, tally(p.workloads)));
    const history = p.history;
    degree.update({ times: history.times, series: [{ name: "degree", class: "one", values: history.degree }], limit: p.policy?.balance.degreeThreshold ?? null });
    for (const [resource, lines] of Object.entries(history.resources)) {
      if (!loadCharts.has(resource)) {
        const made = chart("Load of " + resource + ", share of capacity", "percent");
        loadCharts.set(resource, made);
        loads.append(made.root);
      }
      loadCharts.get(resource).update({ times: history.times, series: [{ name: "maximum", class: "two", values: lines.maximum }, { name: "average", class: "three", values: lines.average }] });
    }
    const newest = p.newest?.resources.find((r) => r.resource === p.newest.resource);
    refresh(extremes, newest ? [h("p", { class: "muted" }, newest.resource + ", newest window"), h("div", { class: "pair" }, nodes("Hottest", newest.hottest), nodes("Coolest", newest.coolest)),
      p.newest.unknown.length > 0 && h("p", {}, badge("unknown", "warn"), " no samples from ", p.newest.unknown.join(", "))] : empty("No window has closed yet."));
    refresh(breakerBox, breaker(p));
    show(policyBox, policy(p.policy));
  };
  const load = () => get("/api/pools/" + encodeURIComponent(name)).then(draw, (e) => show(title, h("h1", {}, name), h("p", { class: "problem" }, e.message)));
  load();
  get("/api/decisions?pool=" + encodeURIComponent(name)).then((events) => log.add(events.slice(0, 60), false));
  const off = on("news", (news) => { if (news.events.some((e) => e.record.pool === name && e.type !== "CommandResult")) load(); });
  window.addEventListener("sessionChanged", load);
  return () => { off(); log.off(); degree.close(); loadCharts.forEach((c) => c.close()); window.removeEventListener("sessionChanged", load); };
}
