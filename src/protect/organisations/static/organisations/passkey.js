// Passkeys: adding one, confirming with one, signing in with one. The page's form carries the answer to the server.

const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const keys = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

function forCreation(options) {
  const key = options.publicKey;
  return {
    ...key,
    challenge: bytes(key.challenge),
    user: { ...key.user, id: bytes(key.user.id) },
    excludeCredentials: keys(key.excludeCredentials) ?? [],
  };
}

function forUse(options) {
  const key = options.publicKey;
  return { ...key, challenge: bytes(key.challenge), allowCredentials: keys(key.allowCredentials) ?? [] };
}

function plain(credential) {
  const { response } = credential;
  const told = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    told.attestationObject = text(response.attestationObject);
    told.transports = response.getTransports?.() ?? [];
  } else {
    told.authenticatorData = text(response.authenticatorData);
    told.signature = text(response.signature);
    told.userHandle = response.userHandle ? text(response.userHandle) : null;
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: told,
  };
}

const given = () => JSON.parse(document.getElementById("passkey-options").textContent);

const ways = {
  async add(form) {
    const options = forCreation(given().creation_options);
    const alone = form.elements.passwordless.checked;
    options.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone ? { userVerification: "required" } : {}),
    };
    return navigator.credentials.create({ publicKey: options });
  },
  async confirm() {
    return navigator.credentials.get({ publicKey: forUse(given().request_options) });
  },
  async login(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return navigator.credentials.get({ publicKey: forUse((await answer.json()).request_options) });
  },
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button[type=button]");
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    continue;
  }
  form.hidden = false;
  button.addEventListener("click", async () => {
    const trouble = form.querySelector("[role=alert]");
    trouble.hidden = true;
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(plain(await ways[form.dataset.passkey](form)));
      form.submit();
    } catch {
      trouble.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
}
