/** What card and settings page in HubSpot say by themselves, in English; all else is asked of the service. */
import { PRODUCT } from "../../app/product.ts";

export const HUBSPOT_EN = {
  inHubSpot: {
    card: {
      loading: "Reading the delivery",
      noAnswer: "The delivery could not be read",
      noAnswerHint: `${PRODUCT} did not answer. Try again in a moment.`,
      noRecordHint: "HubSpot did not give the record's properties.",
      noAnswerToCommand: "No answer came",
      noAnswerToCommandHint: "It is not known whether that was carried out. Below is where the delivery stood last.",
      noDelivery: "This record has no delivery ID, so there is nothing to show.",
      notSetUp: "This app was uploaded without the addresses of its service (PUBLIC_URL, CARDS_URL).",
      retry: "Try again",
      deliveryPage: "Open the delivery page",
    },
    settingsPage: {
      product: PRODUCT,
      what: "One run of a workflow over a list becomes one LINE narrowcast. LINE Official Accounts, messages and who may do what are set in the app's own console.",
      steps:
        "To begin: connect a LINE Official Account under “LINE accounts”, then add the step “Send LINE Audience message” to a workflow.",
      channels: "LINE accounts",
      channelsHint: "Connect LINE Official Accounts, see their audiences, choose testers",
      messages: "Messages",
      messagesHint: "Saved messages and test sends",
      deliveries: "Deliveries",
      deliveriesHint: "What was sent, to how many, and what became of it",
      notSetUp: "This app was uploaded without the addresses of its service (PUBLIC_URL, CARDS_URL).",
      check: "For the operator: check the card",
      checkWhat:
        "The card on delivery records answers in production only after this check has shown that no one can send its requests in another person's name. It takes a few seconds and changes nothing in HubSpot.",
      checkCode: "Code",
      checkCodeHint: "Made on the server with: npm run cards -- code",
      checkRun: "Run the check",
      checkRunning: "Checking",
      checkNoAnswer: "The check was not carried out",
      checkNoAnswerHint:
        "The service did not answer HubSpot. Check CARDS_URL on the server and in the project's profile, then run the check again.",
    },
  },
} as const;
