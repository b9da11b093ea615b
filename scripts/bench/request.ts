/** What load and servers have to agree on. */
export const PATH = "/hubspot/actions/send-line-audience";
export const CLIENT_SECRET = "yyyyyyyy-bench-secret";
export const PORTAL_ID = 102670506;
