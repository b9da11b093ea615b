/** `npm run privacy -- export|forget --portal N --contact ID`: what is stored about a contact, as JSON; or its end. */
import { readConfig } from "../src/app/config.ts";
import { privacy } from "../src/store/accounts/privacy.ts";
import { readCommandLine, runCommand } from "./shared/command-line.ts";
import { withDatabase } from "./shared/with-database.ts";

async function main(): Promise<void> {
  const { values, positionals } = readCommandLine("npm run privacy -- export|forget --portal N --contact ID", {
    options: { portal: { type: "string", default: "" }, contact: { type: "string", default: "" } },
    allowPositionals: true,
  });
  const [command = "", ...rest] = positionals;
  const { contact } = values;
  const portalId = Number(values.portal);
  if (rest.length > 0 || !["export", "forget"].includes(command)) throw new Error("say what to do: export, forget");
  if (!Number.isSafeInteger(portalId) || portalId <= 0 || !/^\d+$/.test(contact))
    throw new Error("say who it is about: --portal and --contact, both HubSpot's numbers");
  await withDatabase(readConfig(process.env), async (db) => {
    if (command === "forget") await privacy.forgetContact(db, portalId, contact);
    process.stdout.write(`${JSON.stringify(await privacy.contactData(db, portalId, contact), null, 2)}\n`);
  });
}

runCommand(main);
