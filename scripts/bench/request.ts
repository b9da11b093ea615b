/** What load and servers have to agree on. */
export const PATH = "/hubspot/actions/send-line-audience";
export const CLIENT_SECRET = "yyyyyyyy-bench-secret";
export const PORTAL_ID = 102670506;

/** The account at the simulated LINE. */
export const LINE_ACCOUNT = { channelId: "1657001234", channelSecret: "0123456789abcdef0123456789abcdef" };
