/** Words of the setup guide in English. */
import { PRODUCT } from "../../app/product.ts";

export const GUIDE_EN = {
  guide: {
    title: "Setup guide",
    lead: `From installing ${PRODUCT} to the first result, step by step. The first run is a rehearsal: everything is checked and nothing is sent.`,
    contents: "Steps",
    step: "{number}. {title}",
    before: {
      title: "Before you begin",
      points: [
        "A HubSpot account with workflows (Professional or Enterprise), and a user who may install apps: a super admin, or someone with App Marketplace access",
        "A LINE Official Account that was created in Japan, Thailand or Taiwan, with the Messaging API turned on",
        "A HubSpot list of at least 50 contacts, and at least 50 friends who can receive the message",
      ],
    },
    steps: {
      install: {
        title: "Install the app",
        text: [
          "Open the first page of this service and choose “{signIn}”. HubSpot asks for the account and shows what the app may do. After you agree, you are back here and signed in.",
          "The person who installs the app becomes its administrator. Others sign in the same way and get their roles under “{settings}”.",
        ],
        picture: "The first page, with the button “{signIn}”",
      },
      connect: {
        title: "Connect your LINE Official Account",
        text: [
          "Open “{channels}”. Give the account a name for HubSpot and enter the channel ID and the channel secret of its Messaging API channel.",
          "You find both in the LINE Developers Console: choose the provider, then the channel, then the tab for basic settings. The secret is checked with LINE at once, stored encrypted and never shown again.",
        ],
        picture: "The form with the name, the channel ID and the channel secret",
      },
      testers: {
        title: "Add testers",
        text: [
          "Testers receive test sends of a message before anyone else sees it. On “{channels}”, open “{testers}” and add the name and LINE user ID of each.",
          "A LINE user ID begins with U. The LINE Developers Console shows your own among the basic settings of the channel. Testers must be friends of the account.",
        ],
        picture: "The list of testers of an account",
      },
      message: {
        title: "Write the message and test it",
        text: [
          "Open “{messages}”, write one to five bubbles and save. LINE checks the message as it is saved. Then choose testers and send them a test.",
          "Everyone receives the same message: names and other personal tokens cannot be filled in.",
        ],
        picture: "A saved message as LINE shows it",
      },
      workflow: {
        title: "Add the step to a workflow",
        text: [
          "In HubSpot, create a contact-based workflow that enrolls the members of your list, and add the step “{action}”.",
          "Choose the account, the list, who receives the message and the saved message. For the first run, set “{rehearsal}” to Yes. The other fields can stay as they are.",
        ],
        picture:
          "The fields for a first run. The step has more of them, and HubSpot's own editor shows them in a side panel",
      },
      rehearsal: {
        title: "Rehearse",
        text: [
          "Turn the workflow on and enroll the list. A delivery appears under “{deliveries}”: contacts are collected until the list is complete, then everything is checked with LINE.",
          "The result says what would have been sent, and to how many. If something is missing, it says what and what would help.",
        ],
        picture: "The result of a rehearsal",
      },
      result: {
        title: "Send, and look at the result",
        text: [
          "Set “{rehearsal}” to No and enroll the list again. LINE gets one message for all contacts, and each contact goes on in the workflow with the real result, so that the workflow can branch on it.",
          "Reach, opens and clicks arrive some hours later and grow for 14 days: on the delivery's page, and in HubSpot on the delivery record if your plan has custom objects.",
        ],
        picture: "A delivery two weeks after the send",
      },
    },
    next: {
      title: "And then",
      points: [
        "Have sends approved by a second person: turn on “{approval}” in the step",
        "Set quiet hours and the time zone under “{settings}”",
        "Give your colleagues their roles under “{settings}”",
      ],
    },
    leave: {
      title: "Leaving again",
      text: [
        "Turn off the workflows that use the step. Then choose “{disconnect}” under “{settings}”; an administrator can do this. Or open the settings in HubSpot, Integrations, Connected Apps, and uninstall the app there. Sends that LINE was not asked for yet are cancelled.",
        "The privacy page says what is erased, and when.",
      ],
    },
    link: "Setup guide: each step with a picture",
  },
} as const;
