const PORTAL = '"portalId":';

/** The portal as it stands in an unparsed body, for nothing but to reject it early; NaN where there is none. */
export function portalIn(body: Buffer): number {
  const at = body.indexOf(PORTAL);
  return at < 0
    ? Number.NaN
    : Number.parseInt(body.toString("latin1", at + PORTAL.length, at + PORTAL.length + 20), 10);
}
