/** Words of the public pages about support, privacy and terms in English. */
import { PRODUCT } from "../../app/product.ts";

export const LEGAL_EN = {
  footer: {
    label: "About this service",
    setup: "Setup guide",
    support: "Support",
    privacy: "Privacy",
    terms: "Terms",
  },

  support: {
    title: "Support",
    lead: `Help with ${PRODUCT}, the app that sends LINE Audience messages from HubSpot workflows.`,
    write: "Write to",
    noAddress:
      "The operator of this service has not published an address for support yet. Ask the person who installed the app in your HubSpot account.",
    guide: "The setup guide shows each step from the installation to the first result.",
    sections: {
      include: {
        title: "What to write",
        text: ["With these three we find what happened without asking back:"],
        points: [
          "The delivery ID: on the delivery's page under “{details}”",
          "The number of your HubSpot account: at the top of every page here when you are signed in",
          "What you expected, what you saw, and when",
        ],
      },
      keep: {
        title: "What not to send",
        text: [
          "Never send a channel secret, an access token or LINE user IDs of your contacts. We never need them, and we never ask for them.",
        ],
      },
      waiting: {
        title: "Contacts wait at the step",
        text: [
          "They wait until the result of the send is known: the message goes out once the whole list has enrolled or no more contacts come. The delivery's page says what is awaited and until when. You can stop collecting there, or cancel.",
        ],
      },
      nothing: {
        title: "Nothing was sent",
        text: [
          "The delivery's page gives the reason and what would help. The most frequent ones: fewer than 50 contacts, an audience that is too small or has expired, and no messages left in this month's LINE plan.",
        ],
      },
      zero: {
        title: "Opens or clicks show 0",
        text: [
          "LINE hides numbers below 20 people and reports the first ones some hours after the send. The page marks numbers that are hidden.",
        ],
      },
    },
  },

  draft: {
    privacy:
      "This text comes with the software and describes what it does. The operator of this service has not published a privacy policy of its own yet. Ask the operator for it before you connect an account.",
    terms:
      "This text comes with the software. The operator of this service has not published terms of its own yet, so nothing here is an agreement. Ask the operator for them before you connect an account.",
    ask: "Contact the operator",
  },

  privacy: {
    title: "Privacy",
    lead: `What ${PRODUCT} stores about people, why, for how long, and who receives it.`,
    sections: {
      whose: {
        title: "Whose data",
        text: [
          "The app works for the company that installed it in its HubSpot account. That company decides which contacts enroll in a workflow, who receives a message and what it says. Questions of a contact go to that company first.",
        ],
      },
      contacts: {
        title: "Contacts and recipients",
        text: ["The app does not store names, e-mail addresses or phone numbers of contacts. It stores:"],
        points: [
          "HubSpot's record number of each contact that reaches the workflow step, with the numbers of the waiting step, so that each contact is counted once and can go on with the result: at most {days} days after the contact has gone on",
          "LINE user IDs, only if the step sends to enrolled contacts alone or leaves out the members of a list: until LINE has built the audience from them or the delivery is over. The audience at LINE is deleted after the result",
          "Up to three examples of values that are not LINE user IDs, so that they can be corrected: at most {days} days after the contacts have gone on",
          "Testers: the name and LINE user ID that a user entered, until a user removes them or the app is uninstalled",
        ],
      },
      users: {
        title: "Users of the app",
        text: ["About people who sign in with HubSpot the app stores:"],
        points: [
          "E-mail address, HubSpot user number and roles, until the person is removed, leaves the HubSpot account, or the app is uninstalled; roles by user number for {days} days longer, so that a new installation finds them",
          "A session of at most 12 hours",
          "Who approved, cancelled or changed something, and when: until {days} days after the app is uninstalled",
          "Log lines with the HubSpot user number of who pressed a button. They hold no e-mail address and no LINE user ID; the operator decides how long they are kept",
        ],
      },
      results: {
        title: "Results",
        text: [
          "LINE reports how many people received, opened and clicked a message, never who. The app stores these totals with the message and its conditions until {days} days after the app is uninstalled. It stores nothing about how a single person reacted and writes no conditions such as age or gender to a contact.",
        ],
      },
      shared: {
        title: "Who receives data",
        text: ["Data goes to the two platforms that the app connects, and to no one else:"],
        points: [
          "LINE: the message, the conditions, and LINE user IDs in the two cases above",
          "HubSpot: the result of each delivery, as outputs of the step and as a delivery record",
        ],
      },
      cookies: {
        title: "Cookies",
        text: [
          "The app sets three cookies of its own and none of others: the session (12 hours), the sign-in under way (15 minutes) and the language you chose (one year). There is no tracking and no advertising.",
        ],
      },
      secrets: {
        title: "Protection",
        text: [
          "HubSpot tokens and channel secrets are stored encrypted and never shown again. Each HubSpot account sees its own data alone.",
        ],
      },
      erase: {
        title: "Erasing",
        text: [],
        points: [
          "A contact: deleting it in HubSpot for privacy reasons erases it here too. Of a contact that still waits at the step, only the number by which HubSpot lets it go on is kept until then",
          "An account: when the app is uninstalled, HubSpot tokens, sessions, API keys, testers and e-mail addresses are erased as soon as the removal is certain, after about five hours in use and a day and a half at the latest, and everything else of the account {days} days later, unless it has installed the app again",
          "Backups keep what they had when they were made; the operator decides for how long",
        ],
      },
    },
  },

  terms: {
    title: "Terms of service",
    lead: `What ${PRODUCT} does and what it needs from you.`,
    sections: {
      service: {
        title: "The service",
        text: [
          "The app adds a step to HubSpot workflows. One run over a list becomes one LINE message to an audience of your LINE Official Account, and the result comes back to HubSpot.",
        ],
      },
      you: {
        title: "Your part",
        text: [],
        points: [
          "You are allowed to send the message to its recipients, and you answer for what it says",
          "You follow the terms of HubSpot and of LINE; their plans limit what can be sent, and LINE charges you for messages by your LINE plan",
          "You keep channel secrets and sign-ins to yourself and remove people who leave",
        ],
      },
      limits: {
        title: "What no one can promise",
        text: [
          "HubSpot and LINE may be slow, refuse a request or be out of service. A message that LINE has accepted cannot be called back. If LINE's answer is lost for good, the delivery ends as “uncertain” and is not sent a second time by itself. Numbers are those that LINE reports.",
        ],
      },
      data: {
        title: "Data",
        text: ["The privacy page says what is stored, for how long and who receives it."],
      },
      end: {
        title: "Ending",
        text: [
          "Disconnect the account in the console's settings, or uninstall the app in HubSpot, at any time. What LINE was not asked to send by then is cancelled as soon as the removal is noticed.",
        ],
      },
      open: {
        title: "Set by the operator",
        text: [
          "Price, support times, liability, the law that applies and the parties are set by the operator's own terms.",
        ],
      },
    },
  },
} as const;
