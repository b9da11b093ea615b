/** The simulated LINE with one account; an audience is built in a second. */
import { SandboxClock } from "../../../simulators/clock.ts";
import { startLineSimulator } from "../../../simulators/line/server.ts";
import { LINE_ACCOUNT } from "../load/request.ts";

const line = await startLineSimulator({ clock: new SandboxClock() });
line.control.addChannel({ ...LINE_ACCOUNT, displayName: "Bench", quota: { type: "none" } });
line.control.setSendingPace({ audienceMs: 1000 });
process.send?.({ lineApiUrl: line.url, lineDataApiUrl: line.dataUrl });
process.on("SIGTERM", () => void line.stop().finally(() => process.exit()));
