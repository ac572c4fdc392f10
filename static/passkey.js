// Passkeys: asks the browser for one and sends what it gives with the form around it. Without this file the parts of a
// page that need it stay hidden or say so.
const SAID = {
  NotAllowedError: "The device did not give a passkey. Try again, or choose another way to sign in.",
  InvalidStateError: "This device has a passkey for your account already.",
  SecurityError: "Passkeys work only at the proper address of this site, over a secure connection.",
};
const NO_ANSWER = "The server did not answer. Try again in a minute.";
const OTHERWISE = "That did not work. Try again, or choose another way to sign in.";

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const withBytes = (list) => (list || []).map((each) => ({ ...each, id: toBytes(each.id) }));

function forCreation({ publicKey }) {
  const user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  const excludeCredentials = withBytes(publicKey.excludeCredentials);
  return { publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge), user, excludeCredentials } };
}

function forRequest({ publicKey }) {
  const allowCredentials = withBytes(publicKey.allowCredentials);
  return { publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials } };
}

function asJson(credential) {
  const { response } = credential;
  const said = { clientDataJSON: toText(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = toText(response[name]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: said,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function options(box) {
  if (!box.dataset.passkeyOptions) return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(box.dataset.passkeyOptions, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status === 429 ? "Too many attempts. Wait some minutes, then try again." : NO_ANSWER);
  return (await answer.json()).request_options;
}

function start(box) {
  const form = box.closest("form") || box.querySelector("form");
  const says = box.querySelector("[data-passkey-says]");
  box.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    says.textContent = "";
    try {
      const asked = await options(box);
      const isNew = box.dataset.passkey === "create";
      const given = isNew
        ? await navigator.credentials.create(forCreation(asked))
        : await navigator.credentials.get(forRequest(asked));
      form.elements.credential.value = asJson(given);
      form.submit();
    } catch (problem) {
      says.textContent = SAID[problem.name] || (problem.name === "Error" && problem.message) || OTHERWISE;
    }
  });
}

for (const box of document.querySelectorAll("[data-passkey]")) {
  if (window.PublicKeyCredential) start(box);
  else box.querySelector("[data-passkey-says]").textContent = "This browser does not know passkeys.";
}
