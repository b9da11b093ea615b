/**
 * `npm run people -- list|grant|revoke|remove PORTAL [EMAIL] [ROLE]`: who may do what in a HubSpot account, for the operator.
 * A granted role counts with the person's next request, without a restart.
 */
import { readConfig } from "../src/app/config.ts";
import type { Member, Role, RoleChange } from "../src/ports/store/members.ts";
import { audit } from "../src/store/accounts/audit.ts";
import type { Db } from "../src/store/postgres/database.ts";
import { ROLES } from "../src/store/accounts/roles.ts";
import { members as people } from "../src/store/accounts/members.ts";
import { readCommandLine, runCommand } from "./shared/command-line.ts";
import { withDatabase } from "./shared/with-database.ts";

const USAGE = `npm run people -- list PORTAL
npm run people -- grant|revoke PORTAL EMAIL ROLE
npm run people -- remove PORTAL EMAIL

PORTAL: HubSpot's number of the account. ROLE: ${ROLES.join(", ")}.`;

const WORDS = { list: 1, grant: 3, revoke: 3, remove: 2 } as const;
type CommandName = keyof typeof WORDS;
const isCommand = (word: string): word is CommandName => Object.hasOwn(WORDS, word);

async function main(): Promise<void> {
  const { positionals } = readCommandLine(USAGE, { options: {}, allowPositionals: true });
  const [command = "", ...words] = positionals;
  if (!isCommand(command) || words.length !== WORDS[command]) throw new Error(USAGE);
  const [portal = "", email = "", role = ""] = words;
  if (!/^[1-9]\d{0,14}$/.test(portal)) throw new Error(`PORTAL is HubSpot's number of the account, not ${portal}`);
  const wanted = ROLES.find((one) => one === role);
  if (WORDS[command] === 3 && wanted === undefined) throw new Error(`there is no role ${role}: ${ROLES.join(", ")}`);
  await withDatabase(readConfig(process.env), async (db) => {
    const portalId = Number(portal);
    if (command !== "list") await change(db, portalId, await personOf(db, portalId, email), { command, role: wanted });
    const members = await people.members(db, portalId);
    if (members.length === 0) throw new Error(`no one of account ${portal} has signed in`);
    for (const { userEmail, roles } of members) {
      process.stdout.write(`${userEmail}  ${roles.join(", ")}\n`);
    }
  });
}

async function personOf(db: Db, portalId: number, email: string): Promise<Member> {
  const members = await people.members(db, portalId);
  const found = members.filter(({ userEmail }) => userEmail.toLowerCase() === email.toLowerCase());
  const [person] = found;
  if (person !== undefined && found.length === 1) return person;
  if (found.length > 1) throw new Error(`several people of account ${portalId} have the address ${email}`);
  const known = members.map(({ userEmail }) => userEmail).join(", ");
  throw new Error(
    known === ""
      ? `no one of account ${portalId} has signed in: a person has to sign in before they can have a role`
      : `${email} has not signed in to account ${portalId}: a person has to sign in before they can have a role. Known: ${known}`,
  );
}

interface Change {
  readonly command: Exclude<CommandName, "list">;
  readonly role: Role | undefined;
}

async function change(db: Db, portalId: number, person: Member, { command, role }: Change): Promise<void> {
  const others = person.roles.filter((one) => one !== role);
  const roles = command === "grant" && role !== undefined ? [...others, role] : others;
  const done: RoleChange =
    command === "remove"
      ? await people.removeMember(db, portalId, person.id)
      : await people.changeRoles(db, portalId, person.id, roles);
  if (done.kind === "missing") throw new Error(`${person.userEmail} was removed meanwhile`);
  if (done.kind === "last_administrator") {
    throw new Error(`${person.userEmail} is the last administrator: make another person administrator first`);
  }
  const operator = { portalId, userId: 0, userEmail: "operator", subject: person.userEmail };
  const [action, details] =
    command === "remove"
      ? (["remove_member", { roles: done.before }] as const)
      : (["change_role", { roles: [done.before, done.member.roles] }] as const);
  await audit.recordAudit(db, { ...operator, action, details });
}

runCommand(main);
