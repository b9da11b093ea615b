/** Words about LINE accounts' health, quota and audiences in English. */
import type { AudienceWarning } from "../../delivery/targeting/audience-warnings.ts";

export const ACCOUNTS_EN = {
  health: {
    title: "Health",
    quota: "Messages this month",
    unlimited: "About {used} used; the plan has no limit",
    gauge: "About {used} of {allowance} used, {kept} kept for chat, {left} left for sends",
    used: "used",
    kept: "kept for chat",
    left: "left for sends",
    quotaHint:
      "As LINE counts them, rounded up to 50 so that no one can work out how few people got a message. LINE sets messages aside while a send is running.",
    credentials: "Connection",
    credentialsGood: "OK",
    lastKnown: "LINE has not answered just now: this is what it said last.",
    verifiedAt: "Last verified",
    lastOk: "LINE last answered",
    lastError: "Last error",
    noError: "none",
    never: "not yet",
    verify: "Test connection",
    verified: "Connected. LINE accepted the stored secret.",
  },

  audiences: {
    title: "Audiences",
    lead: "All audiences of a LINE Official Account, with what a send has to know about them.",
    filter: "Name contains",
    find: "Find",
    none: "No audience has such a name.",
    count: "{count, plural, one {# audience} other {# audiences}}",
    shown: "{count, number} of {all, plural, one {# audience} other {# audiences}}",
    name: "Audience",
    type: "Type",
    status: "Status",
    size: "Size",
    minimum: "Minimum of 50",
    applies: "sent to and left out",
    exempt: "sent to",
    expires: "Expires",
    never: "never",
    used: "Used by",
    workflow: "Workflow {id}",
    delivery: "Delivery to {list}",
    leftOut: "Delivery to {list} (left out)",
    more: "and {count, number} more",
    unused: "no delivery in {days, plural, one {# day} other {# days}}",
    sizeHint:
      "As LINE counts, people who blocked the account included. Below 20, only “fewer than 20” is shown, for uploads and chat tags too.",
    usedHint:
      "Deliveries of the last {days, plural, one {# day} other {# days}}, open ones included; a workflow shows up with its first run.",
    warnings: {
      expired: "Expired: a send to it fails. Make it again.",
      expires_soon: "Expires soon: make it again before a send that waits.",
      failed: "LINE could not build it. Make it again.",
      preparing: "LINE is still building it.",
      inactive: "Cannot be sent to now.",
      too_small: "Fewer than 50 people: a send to it is refused.",
    } satisfies Record<AudienceWarning, string>,
  },
} as const;
