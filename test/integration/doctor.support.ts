/** What a check of `npm run doctor` is expected to find. */
import { expect } from "@jest/globals";

export const fault = (says: RegExp) => ({
  state: "fault",
  says: expect.stringMatching(says),
  remedy: expect.stringMatching(/\w/),
});
export const warning = (says: RegExp) => ({ ...fault(says), state: "warning" });
export const ok = (says: RegExp) => ({ state: "ok", says: expect.stringMatching(says) });
