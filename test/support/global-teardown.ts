import { stopTestServer } from "./global-setup.ts";

export default (): Promise<void> => stopTestServer.now();
