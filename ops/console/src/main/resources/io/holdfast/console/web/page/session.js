// Signing in and acting. Nothing of this is shown where actions are not enabled.

import { get, h, post, say, show } from "./html.js";

const dialog = document.getElementById("dialog");
const state = { enabled: false, person: null, csrf: null };

async function load() {
  Object.assign(state, await get("/session"));
  const place = document.getElementById("person");
  if (!state.enabled) return;
  show(place,
    state.person
      ? h("button", { class: "quiet", type: "button", title: "Sign out", onclick: signOut }, state.person)
      : h("button", { class: "quiet", type: "button", onclick: () => signIn() }, "Sign in"));
  window.dispatchEvent(new Event("sessionChanged"));
}

async function signOut() {
  await post("/session/end", {}, state.csrf);
  Object.assign(state, { person: null, csrf: null });
  await load();
}

// A form in the dialog; resolves with whether it was done.
function ask(title, explanation, fields, button, submit) {
  return new Promise((resolve) => {
    const problem = h("p", { class: "problem", role: "alert" });
    const form = h("form", {
      onsubmit: async (event) => {
        event.preventDefault();
        problem.textContent = "";
        try {
          await submit(Object.fromEntries(new FormData(form)));
          dialog.close("done");
        } catch (e) {
          problem.textContent = e.message;
        }
      },
    },
    h("h2", { id: "dialog-title" }, title),
    h("p", {}, explanation),
    fields,
    problem,
    h("div", { class: "buttons" },
      h("button", { type: "button", class: "quiet", onclick: () => dialog.close("") }, "Cancel"),
      h("button", { type: "submit", class: "primary" }, button)));
    show(dialog, form);
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "done"), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
}

const field = (name, label, type) =>
  h("label", {}, label, h("input", { name, type, required: true, autocomplete: "off" }));

async function signIn() {
  const done = await ask("Sign in", "With the token that the console's settings have for you.",
    [field("token", "Token", "password")], "Sign in", (form) => post("/session", form));
  if (done) await load();
  return done;
}

async function act(title, explanation, what) {
  if (!state.person && !(await signIn())) return;
  const done = await ask(title, explanation, [field("reason", "Reason, kept with the act", "text")], title,
    (form) => post("/actions", { ...what, ...form }, state.csrf));
  if (done) say("Asked: " + title);
}

// A button that acts, or nothing where nobody may.
export const actionButton = (title, explanation, what, tone) =>
  state.enabled
    ? h("button", { type: "button", class: tone ?? "", onclick: () => act(title, explanation, what) }, title)
    : null;

export const session = { load, state };
