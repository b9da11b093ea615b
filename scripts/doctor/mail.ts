/** Does the mail server let the service in? No mail is sent for it. */
import { createMailAdapter } from "../../src/platforms/mail/mail-adapter.ts";
import type { Config } from "../../src/app/config.ts";
import { findingsOf, reasonOf, type Finding } from "./finding.ts";

const { ok, warning, fault } = findingsOf("e-mail");

export async function examineMail(mail: Config["mail"]): Promise<Finding> {
  if (mail === null)
    return warning("No e-mail is sent: no one hears of what they have to do.", "Set SMTP_URL and MAIL_FROM.");
  const { host } = new URL(mail.url);
  try {
    await createMailAdapter(mail).check();
    return ok(`The mail server at ${host} lets the service in.`);
  } catch (error) {
    const remedy = "Correct SMTP_URL: smtp for port 587, smtps for port 465; host, user and password.";
    return fault(`The mail server at ${host} does not let the service in: ${reasonOf(error)}.`, remedy);
  }
}
