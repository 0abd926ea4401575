// One node: the evidence for its state, what it runs, and what may be done about it.

import { card, empty, get, h, refresh, show, table } from "./html.js";
import { on } from "./live.js";
import { feed } from "./moves.js";
import { actionButton } from "./session.js";
import { ago, amount, at, badge, byResource, cause, number, percent, poolLink, span, workloadLink } from "./words.js";

const fact = (name, ...value) => [h("dt", {}, name), h("dd", {}, value)];

function bar(share) {
  return h("span", { class: "meter", role: "img", "aria-label": percent(share) },
    h("span", { style: { width: Math.min(100, share * 100) + "%" }, class: share >= 0.9 ? "hot" : "" }));
}

export function evidence(n, brief) {
  const s = n.status, b = n.beat;
  const facts = [];
  if (s) {
    facts.push(fact("Why", cause(s.cause)));
    if (n.beatAtMillis) facts.push(fact("Last heard", ago(n.beatAtMillis), b ? ", heartbeat " + number(b.sequence) : ""));
    else facts.push(fact("Last heard", ago(s.heardAtMillis), ", heartbeat " + number(s.sequence)));
    facts.push(fact("Judged", at(s.decidedAtMillis), s.deadlineMillis ? ", after " + span(s.silenceMillis) + " of silence (deadline " + span(s.deadlineMillis) + ")" : ""));
    if (!brief) {
      facts.push(fact("Incarnation", String(s.incarnation), s.predecessor ? ", follows " + s.predecessor : ""));
      facts.push(fact("Heartbeats", "every " + span(s.intervalMillis) + ", lease " + span(s.leaseMillis)));
      facts.push(fact("Clock", Math.abs(s.clockSkewMillis) < 50 ? "right" : span(s.clockSkewMillis) + (s.clockSkewMillis > 0 ? " ahead" : " behind")));
      if (b) facts.push(fact("Its own timer", b.timerLatenessMillis ? b.timerLatenessMillis + " ms late" : "on time"));
      facts.push(fact("Position in the log", s.decidedAt.partition + ", offset " + s.decidedAt.offset));
    }
  } else {
    facts.push(fact("Why", "health-stream has not judged it yet"));
  }
  for (const [name, asked] of [["Drained", n.drain], ["Maintenance", n.maintenance]]) {
    if (asked) facts.push(fact(name, "by " + asked.by + ": " + asked.reason));
  }
  const utilisation = byResource(n.sample?.utilisation);
  return [
    h("dl", {}, facts),
    utilisation.length
      ? h("dl", { class: "loads" }, utilisation.map(([resource, share]) => fact(resource, bar(share), h("span", { class: "figure" }, percent(share)))))
      : h("p", { class: "muted" }, "Its load is not known."),
  ];
}

export function panel(n) {
  return [
    h("h2", {}, n.node, " ", badge(n.status?.state ?? "UNKNOWN")),
    h("p", { class: "muted" }, "pool ", n.pool || "–", " · zone ", n.zone || "–"),
    evidence(n, true),
    h("p", { class: "muted" }, n.placements.length === 0 ? "Runs nothing." : "Runs " + n.placements.slice(0, 8).map((p) => p.workload).join(", ") + (n.placements.length > 8 ? " and " + (n.placements.length - 8) + " more" : "") + "."),
  ];
}

export function nodePage(root, name) {
  const title = h("div", { class: "title" });
  const facts = h("div", {});
  const runs = h("div", {});
  const hardware = h("div", {});
  const story = feed(["NodeStatus", "Command", "CommandResult", "Operation"], {
    most: 100,
    wanted: (e) => e.record.node === name || e.record.from === name || e.record.to === name,
  });
  show(root, title, h("div", { class: "columns" },
    h("div", { class: "wide stack" }, card("Evidence", {}, facts), card("Workloads", {}, runs)),
    h("div", { class: "side stack" }, card("Machine", {}, hardware), card("What happened", {}, story.root))));
  const draw = (n) => {
    const actions = n.drain
      ? actionButton("Let it have work again", "Undrains " + name + ".", { kind: "UNDRAIN", pool: n.pool, node: name })
      : actionButton("Drain", "Moves all work off " + name + " and keeps it off.", { kind: "DRAIN", pool: n.pool, node: name });
    refresh(title, h("h1", {}, name, " ", badge(n.status?.state ?? "UNKNOWN"), n.drain && badge("drained", "info"), n.maintenance && badge("maintenance", "info")),
      h("p", { class: "muted" }, "pool ", n.pool ? poolLink(n.pool) : "–", " · zone ", n.zone || "–", n.profile?.rack ? " · rack " + n.profile.rack : ""), h("span", { class: "push" }, actions));
    refresh(facts, evidence(n, false));
    const usage = new Map((n.sample?.workloads ?? []).map((w) => [w.workload, w.usage]));
    refresh(runs, n.placements.length
      ? table(["Workload", "Phase", "Since", "Epoch", "Uses"], n.placements.map((p) =>
        h("tr", {}, h("th", { scope: "row" }, workloadLink(p.workload)), h("td", {}, badge(p.phase)), h("td", { class: "figure" }, ago(p.sinceMillis)), h("td", { class: "figure" }, p.epoch),
          h("td", { class: "muted" }, byResource(usage.get(p.workload)).map(([r, v]) => amount(r, v)).join(", ") || "–"))), "Workloads of " + name)
      : empty("No workload is placed here."));
    const p = n.profile;
    refresh(hardware, p
      ? h("dl", {}, byResource(p.capacity).map(([r, v]) => fact(r, amount(r, v))), fact("Host", p.host || "–"), fact("Agent", p.agentVersion), fact("Programs", p.programs.join(", ") || "none"),
        Object.entries(p.labels).map(([k, v]) => fact(k, v)),
        (n.sample?.gpus ?? []).map((g) => fact("GPU " + g.index, g.name + ", " + percent(g.utilisation))))
      : empty("Its agent has not told what it is."));
  };
  const load = () => get("/api/nodes/" + encodeURIComponent(name)).then(draw, (e) => show(title, h("h1", {}, name), h("p", { class: "problem" }, e.message)));
  load();
  get("/api/moves?q=" + encodeURIComponent(name)).then(async (moves) => {
    const verdicts = await get("/api/verdicts?q=" + encodeURIComponent(name));
    story.add([...moves, ...verdicts].sort((a, b) => b.atMillis - a.atMillis), false);
  });
  const timer = setInterval(load, 1000);
  window.addEventListener("sessionChanged", load);
  return () => { clearInterval(timer); story.off(); window.removeEventListener("sessionChanged", load); };
}
