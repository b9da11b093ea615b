import { startBareRoute } from "./bare-route.ts";

await startBareRoute(async () => undefined);
