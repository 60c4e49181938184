// A real OpenID provider (npm oidc-provider) for the tests of single sign-on, on a port of this machine.
// Its two pages ask who one is (any of the people given) and whether the client may know it.
// node provider.mjs PORT REDIRECT_URI PEOPLE: people as JSON, {"id": {"email": ..., "email_verified": ..., "name": ...}}
import { Provider } from "oidc-provider";

const [port, redirect, people] = [process.argv[2], process.argv[3], JSON.parse(process.argv[4])];
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "protect",
      client_secret: "a secret of the tests",
      redirect_uris: [redirect],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  findAccount: (_context, id) =>
    people[id] ? { accountId: id, claims: async () => ({ sub: id, ...people[id] }) } : undefined,
  cookies: { keys: ["only for tests"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
});

const page = (inner) =>
  `<!DOCTYPE html><html lang="en"><title>Provider</title><link rel="icon" href="data:,"><h1>Provider</h1><form method="post">${inner}</form></html>`;

async function body(request) {
  let text = "";
  for await (const piece of request) text += piece;
  return new URLSearchParams(text);
}

provider.use(async (context, next) => {
  if (!context.path.startsWith("/interaction/")) return next();
  const { prompt, params, session } = await provider.interactionDetails(context.req, context.res);
  const asks = prompt.name === "login";
  if (context.method === "GET") {
    context.type = "html";
    context.body = page(asks ? '<label>Who <input name="id"></label><button>Sign in</button>' : "<button>Allow</button>");
    return undefined;
  }
  context.respond = false;
  if (asks) {
    const accountId = (await body(context.req)).get("id");
    return provider.interactionFinished(context.req, context.res, { login: { accountId } });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const grantId = await grant.save();
  return provider.interactionFinished(
    context.req,
    context.res,
    { consent: { grantId } },
    { mergeWithLastSubmission: true },
  );
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
