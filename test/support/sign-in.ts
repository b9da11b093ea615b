/** A person signs in through the simulated HubSpot, as the browser would: our redirect, HubSpot's form, our callback. */

export interface SignInChoice {
  /** Who; the account's first person unless said. */
  readonly userId?: number;
  /** What the person changed in the form, by name. */
  readonly form?: Readonly<Record<string, string>>;
  /** Of the browser. */
  readonly language?: string;
  /** Cookies that the browser already has. */
  readonly cookie?: string;
}

export interface SignedIn {
  readonly status: number;
  /** The session's, as a Cookie header; empty where there is none. */
  readonly cookie: string;
  readonly text: string;
}

export async function signInAt(publicUrl: string, portalId: number, choice: SignInChoice = {}): Promise<SignedIn> {
  const { userId, form, language = "en", cookie = "" } = choice;
  const install = await fetch(`${publicUrl}/hubspot/oauth/install`, { redirect: "manual" });
  const link = new URL(install.headers.get("location") ?? "");
  const who = userId === undefined ? {} : { userId: String(userId) };
  const fields = { ...Object.fromEntries(link.searchParams), portalId: String(portalId), ...who, ...form };
  const approved = await fetch(new URL("/oauth/authorize", link), {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  const back = approved.headers.get("location");
  if (back === null) return { status: approved.status, cookie: "", text: await approved.text() };
  const headers = { cookie: `${cookiesOf(install)}; ${cookie}`, "Accept-Language": language };
  const callback = await fetch(back, { headers, redirect: "manual" });
  return { status: callback.status, cookie: sessionIn(callback), text: await callback.text() };
}

const pairs = (response: Response): string[] => response.headers.getSetCookie().map((one) => one.split(";")[0] ?? "");

const cookiesOf = (response: Response): string => pairs(response).join("; ");

const sessionIn = (response: Response): string => pairs(response).find((pair) => /session=./.test(pair)) ?? "";
