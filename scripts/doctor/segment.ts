/** Does the running service know the segments that end the addresses which HubSpot's workflow engine calls? */
import { ask } from "./address.ts";
import { findingsOf, reasonOf, type Finding } from "./finding.ts";

const { ok, fault } = findingsOf("segment");

/** `segments`: null where the service makes its own. No value is ever printed. */
export async function examineSegments(publicUrl: string, segments: readonly string[] | null): Promise<Finding> {
  if (segments === null) return ok("The service makes its own, in DATA_DIR: enough for a sandbox.");
  const address = (segment: string) => `${publicUrl}/hubspot/actions/send-line-audience/${segment}`;
  try {
    const answers = await Promise.all(segments.map((segment) => ask(address(segment), "POST")));
    const strange = answers.findIndex(({ says }) => says !== "SIGNATURE_INVALID");
    if (strange >= 0)
      return fault(
        `The service does not know value ${strange + 1} of INTAKE_SEGMENT (HTTP ${answers[strange]?.status}).`,
        "Start the service with the same INTAKE_SEGMENT as here; workflows keep calling the addresses they were saved with.",
      );
  } catch (error) {
    return fault(`It cannot be checked: ${reasonOf(error)}`, "Make the public address answer first.");
  }
  return ok(`The service knows ${segments.length === 1 ? "its value" : `all ${segments.length} values`}.`);
}
