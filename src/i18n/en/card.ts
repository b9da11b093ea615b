/** What our service says on HubSpot's card and, for the card check, on the app's settings page, in English. */
export const CARD_EN = {
  card: {
    deliveryPage: "Open the delivery page",
    refresh: "Refresh",
    queryInvalid: "HubSpot's request does not say who is asking",
    off: {
      title: "This card is switched off",
      off: "The operator of this app has switched the card off (CARDS=off). The delivery page in the console shows the same and works as usual. For operators: docs/deployment.md, “Switch the card on”.",
      unchecked:
        "The operator of this app has not yet checked that requests from this card cannot be forged. Until then it shows nothing; the delivery page in the console shows the same and works as usual. For operators: docs/deployment.md, “Switch the card on”.",
      hole: "The service has seen that requests from this card can be forged, so the card stays off to protect your account. The delivery page in the console shows the same and works as usual. For operators: run npm run doctor, and see docs/deployment.md, “Switch the card on”.",
    },
    check: {
      codeUnknown:
        "This code is not valid. A code works for one check and for 30 minutes: ask the operator for a new one.",
      notBegun: "The check was begun at another address. Start it again.",
      otherApp:
        "HUBSPOT_APP_ID is {expected}, but HubSpot calls for the app {actual}. Correct HUBSPOT_APP_ID and start again.",
      verdicts: {
        passed: {
          title: "Passed: the card can be used",
          detail: "No forged request got through. With CARDS=auto the card is on from now on.",
        },
        failed: {
          title: "Failed: the card stays off",
          detail:
            "A forged request has arrived with a valid HubSpot signature, now or before: any user of any account could act as someone else. Leave CARDS on auto or off, and report it to HubSpot. What was seen before stays until the operator clears it (npm run cards -- forget).",
        },
        unclear: {
          title: "Unclear: run the check again",
          detail:
            "At least one forged request neither arrived nor was refused by HubSpot. The card stays off until a check passes.",
        },
      },
      forgeries: {
        fragment: "An address that ends with #",
        portalFragment: "An address with another portal, then #",
        identity: "An address with a complete forged identity",
        identityFragment: "The same, then #",
        identityEncoded: "The same, then an encoded #",
      },
      seen: {
        appended: "Arrived with the identity that HubSpot added, and nothing else. Safe.",
        doubled: "Arrived with HubSpot's identity beside the forged one. Safe: the service refuses that.",
        unsigned: "Arrived without a valid signature. Safe: the service refuses that.",
        missing: "Arrived with a valid signature but without the identity that HubSpot adds. Not safe.",
        forged: "Arrived with a valid signature and the forged identity. Not safe.",
      },
      notPassedOn: "HubSpot did not pass it on ({heard}). Safe.",
      nothing: "It did not arrive, and HubSpot did not clearly refuse it. Not known.",
    },
  },
} as const;
