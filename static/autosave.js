// Saves a form as a draft while somebody types. Without a connection, or signed out, what was typed stays in this browser
// and is put back and saved when the page is opened again. The form works as it is without any of this.
const WAIT = 1500;
const AGAIN = 5000;
const OURS = new Set(["csrfmiddlewaretoken", "version"]);

const form = document.querySelector("form[data-autosave]");
const said = form?.querySelector("[data-autosave-said]");
const version = form?.elements.namedItem("version");
const key = `autosave:${(form ?? document.querySelector("[data-autosave-done]"))?.dataset[form ? "autosave" : "autosaveDone"]}`;
let timer = null;
let busy = false;
let stopped = false;

function say(text) {
  said.hidden = false;
  if (said.textContent !== text) said.textContent = text;
}

function typed() {
  return [...new FormData(form)].filter(([name, value]) => !OURS.has(name) && typeof value === "string");
}

let saved = form ? JSON.stringify(typed()) : "";

function keep() {
  try {
    localStorage.setItem(key, JSON.stringify({ version: version.value, fields: typed() }));
    return true;
  } catch {
    return false;
  }
}

function forget() {
  try {
    localStorage.removeItem(key);
  } catch {
    // Then nothing was kept there either.
  }
}

function fill(fields) {
  const given = new Map(fields);
  for (const box of form.elements) {
    if (!box.name || OURS.has(box.name) || box.type === "file" || box.tagName === "BUTTON") continue;
    if (box.type === "radio" || box.type === "checkbox") box.checked = given.get(box.name) === box.value;
    else if (given.has(box.name)) box.value = given.get(box.name);
  }
}

function restore() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key));
  } catch {
    return;
  }
  if (!kept || JSON.stringify(kept.fields) === saved) return forget();
  fill(kept.fields);
  // The version that it was written on: if somebody has saved since, the server shows both and overwrites nothing.
  version.value = kept.version;
  say("What you had typed is back. It is being saved.");
  later(0);
}

function later(wait = WAIT) {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, wait);
}

async function save() {
  if (busy || stopped) return later();
  const now = JSON.stringify(typed());
  if (now === saved) return;
  const body = new FormData();
  for (const [name, value] of [...new FormData(form)]) if (typeof value === "string") body.append(name, value);
  body.delete("submit");
  busy = true;
  try {
    const answer = await fetch(form.dataset.signedInAt, {
      method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual",
    });
    await understand(answer, now);
  } catch {
    say(keep() ? "No connection. What you type is kept in this browser and saved when the connection is back."
      : "No connection. What you type is not saved; leave this page open.");
    later(AGAIN);
  } finally {
    busy = false;
  }
}

async function understand(answer, now) {
  if (answer.type === "opaqueredirect" || answer.status === 403) {
    stopped = true;
    keep();
    say("You are signed out. What you typed is kept in this browser: sign in again and open this page to go on.");
    return;
  }
  if (answer.status === 409) {
    stopped = true;
    keep();
    say(`${(await answer.json()).sentence} Choose “Save draft” to see both versions.`);
    return;
  }
  if (answer.status === 404) {
    stopped = true;
    keep();
    say("You can no longer report on this action. What you typed is kept on this page: copy it, and ask a partnership lead.");
    return;
  }
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const told = await answer.json();
  version.value = told.version;
  saved = now;
  const open = Object.values(told.problems).length;
  if (open) keep();
  else forget();
  say(open ? `Saved at ${told.saved_at}, apart from what is not filled in yet` : `Saved at ${told.saved_at}`);
  if (JSON.stringify(typed()) !== saved) later();
}

function begin() {
  // What is sent by a button is sent as it is; nothing may overtake it.
  form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(timer);
    keep();
  });
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      keep();
      later();
    });
  }
  window.addEventListener("online", () => later(0));
  // A page with errors holds what was typed already, and so does the page that shows it as it was sent.
  if (document.querySelector(".govuk-error-summary")) forget();
  else restore();
}

if (form) begin();
else forget();
