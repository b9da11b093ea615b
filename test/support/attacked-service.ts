/** A service with an account that is worth attacking, another account beside it, and a HubSpot that can be made careless. */
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import type { Settings } from "../../simulators/hubspot/settings.ts";
import { ROLES } from "../../src/console/request/rights.ts";
import type { Role } from "../../src/ports/store/members.ts";
import { storedRoles } from "../../src/store/accounts/roles.ts";
import { attacksOn, FORGED_USER, type Attack } from "./card-attacks.ts";
import { extensionFetch } from "./extension-fetch.ts";
import { ROUTES, type RouteEntry } from "./route-table.ts";
import { startTestService, type RunningService, type TestServiceOptions } from "./start-service.ts";

export const OTHER_PORTAL_ID = 4712;
const OTHER_ACCOUNT = { channelId: "1657009999", channelSecret: "f".repeat(32), displayName: "Another shop" };

/** In no answer to another account. */
export const SECRETS = ["VIP customers (secret)", "launch on friday", ACCOUNT.displayName] as const;

export type Behaviour = Pick<
  Settings,
  | "extensionFetchFragment"
  | "extensionFetchNamed"
  | "extensionFetchPermitted"
  | "extensionFetchPath"
  | "extensionFetchBody"
>;

/** No defence of HubSpot's own: nothing is compared, and a fragment takes along what is appended and is not signed. */
export const HELPLESS: Behaviour = {
  extensionFetchFragment: "unsigned",
  extensionFetchNamed: "kept",
  extensionFetchPermitted: "ignored",
  extensionFetchPath: "as_written",
  extensionFetchBody: "all",
};

export interface Attacker {
  readonly portalId: number;
  readonly role: Role;
}

export const ATTACKERS: readonly Attacker[] = [PORTAL_ID, OTHER_PORTAL_ID].flatMap((portalId) =>
  ROLES.map((role) => ({ portalId, role })),
);

export const SIGNED = ROUTES.filter(({ authentication }) =>
  ["signature", "fresh", "timed", "code"].includes(authentication),
);

/** Where the workflow engine's bodies are believed, each with one that does harm. */
const HARM: Readonly<Record<string, (attacked: Attacked) => object>> = {
  "/hubspot/actions/send-line-audience/:segment": ({ channel, listId }) => ({
    callbackId: `ap-${PORTAL_ID}-forged-${Math.random()}`,
    origin: { portalId: PORTAL_ID },
    object: { objectId: 77, objectType: "CONTACT" },
    inputFields: {
      channel,
      targetingMode: "line_conditions",
      deliveryList: listId,
      audienceId: "1",
      messageText: "PHISH",
    },
  }),
  "/hubspot/options/:field/:segment": ({ channel }) => ({
    origin: { portalId: PORTAL_ID },
    inputFields: { channel },
    fetchOptions: {},
  }),
  "/hubspot/webhooks/:segment": () => [
    { subscriptionType: "contact.privacyDeletion", portalId: PORTAL_ID, objectId: 1, appId: Number(APP.appId) },
  ],
};

export const ENGINE = SIGNED.filter(({ path }) => path in HARM);
export const CARDS = SIGNED.filter(({ path }) => path.startsWith("/hubspot/cards/"));

interface Attacked {
  readonly channel: string;
  readonly listId: string;
  readonly deliveryId: string;
}

export interface Setting {
  /** What the attacker writes at the end of the engine's addresses. */
  readonly segment: string;
  readonly behaviour: Behaviour;
  /** All of them unless given. */
  readonly only?: string;
}

export interface Answered extends Attack {
  /** 0: HubSpot did not pass it on. */
  readonly status: number;
  readonly text: string;
}

export interface AttackedService {
  readonly service: RunningService;
  /** Everything that an attack wants to change. */
  stored(): Promise<{ readonly forged: number; readonly executions: number; readonly forgotten: number }>;
  attack(route: RouteEntry, attacker: Attacker, setting: Setting): Promise<Answered[]>;
}

export async function startAttackedService(options: TestServiceOptions = {}): Promise<AttackedService> {
  const service = await startTestService(options);
  try {
    return await attackable(service);
  } catch (error) {
    await service.close();
    throw error;
  }
}

async function attackable(service: RunningService): Promise<AttackedService> {
  const { hubspot, line } = service.world;
  line.control.addChannel({ ...OTHER_ACCOUNT, friends: 10 });
  const user = { id: 9, email: "them@example.com" };
  hubspot.control.addPortal({ portalId: OTHER_PORTAL_ID, name: "Others", enterprise: true, user });
  await connectService(service.publicUrl, OTHER_PORTAL_ID, OTHER_ACCOUNT);
  const attacked = await fill(service);
  const { pool } = service.database;
  return {
    service,
    async stored() {
      const { rows } = await pool.query<{ forged: number; executions: number; forgotten: number }>(`select
        (select count(*)::int from enrollments) as executions,
        (select count(*)::int from deliveries) as deliveries,
        (select count(*)::int from enrollments where object_id like 'forgotten-%') as forgotten,
        (select count(*)::int from audit where user_id = ${FORGED_USER.userId}) as forged,
        (select string_agg(phase, '') from deliveries) as phases`);
      const [row] = rows;
      if (row === undefined) throw new Error("nothing was counted");
      return { ...row, narrowcasts: line.control.narrowcasts(ACCOUNT.channelId).length };
    },
    async attack({ method, path }, { portalId, role }, { segment, behaviour, only }) {
      Object.assign(hubspot.control.settings, behaviour);
      await pool.query("update members set roles = $1 where portal_id = $2 and user_id <> $3", [
        storedRoles([role]),
        portalId,
        FORGED_USER.userId,
      ]);
      const card = extensionFetch(hubspot.appUrl, { portalId, appId: APP.appId });
      const ask = async (one: Attack): Promise<Answered> => {
        const harm = HARM[path]?.(attacked) ?? {};
        // What an attacker can send where HubSpot passes on objects alone.
        const sent = Array.isArray(harm) && behaviour.extensionFetchBody === "objects" ? (harm[0] as object) : harm;
        const body = method === "GET" ? {} : { body: sent };
        const answer = await card(service.publicUrl + one.at, { method, ...body }).catch(String);
        if (typeof answer === "string") return { ...one, status: 0, text: answer };
        const text = await answer.text();
        return { ...one, status: statusOf(answer.status, text), text };
      };
      const filled = path
        .replace(":segment", segment)
        .replace(":field", "channel")
        .replace(":id", attacked.deliveryId)
        .replace(":code", "made-up")
        .replace(":forgery", "plain");
      const all = attacksOn(filled).filter(({ name }) => only === undefined || name === only);
      const answers: Answered[] = [];
      // HubSpot takes twenty at once.
      for (let from = 0; from < all.length; from += 20)
        answers.push(...(await Promise.all(all.slice(from, from + 20).map(ask))));
      return answers;
    },
  };
}

async function fill(service: RunningService): Promise<Attacked> {
  const { control } = service.world.hubspot;
  const headers = { cookie: service.cookie, "Content-Type": "application/json" };
  const message = JSON.stringify({ name: SECRETS[1], messages: [{ type: "text", text: SECRETS[1] }] });
  await fetch(`${service.publicUrl}/api/messages`, { method: "POST", headers, body: message });
  const { channel } = service;
  const listId = control.addList(PORTAL_ID, { name: SECRETS[0], size: 200 });
  const actionDefinitionId = await service.world.publishAction(service.publicUrl);
  const inputFields = {
    channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    audienceId: "1",
    messageText: "Hello",
  };
  const workflow = control.createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
  await control.enroll(PORTAL_ID, workflow, { contactIds: [1, 2, 3] }).done;
  const { pool } = service.database;
  const { rows } = await pool.query<{ id: string }>("select id from deliveries");
  await pool.query(
    `insert into members (id, portal_id, user_id, user_email, roles, signed_in_at)
     values (gen_random_uuid(), $1, $2, $3, '{approver,sender}', now())`,
    [PORTAL_ID, FORGED_USER.userId, FORGED_USER.userEmail],
  );
  return { channel, listId, deliveryId: rows[0]?.id ?? "" };
}

/** A refusal that the card shows comes with 200 and has its own status in the body. */
function statusOf(http: number, text: string): number {
  const refused = http === 200 ? /^\{"kind":"refused","status":(\d{3})/.exec(text) : null;
  return refused === null ? http : Number(refused[1]);
}
