/** Words of the setup guide, and of the page that answers questions, in English. */
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

  help: {
    title: "Help",
    lead: "Short answers to what people ask about sends and their numbers.",
    contents: "Questions",
    questions: {
      minimum: {
        title: "Why does a send need {minimum} people?",
        text: [
          `So that no one can be identified by what is sent to a few. LINE asks for at least {minimum} recipients when you use conditions or most kinds of audiences. ${PRODUCT} asks for as many in every send, also where LINE makes an exception, as it does for uploaded user IDs and chat tags.`,
          "At least {minimum} contacts enroll, each audience you send to has at least {minimum} people, and at least {minimum} are left after conditions and exclusions. If one of these is known to be too small, nothing is sent. The delivery says which one it is and what would help.",
          "Under “{settings}” an administrator can lower how many contacts have to enroll, for sends whose recipients are chosen by LINE audience and conditions. The minimum of recipients stays.",
          "To message a few people, save the message under “{messages}” and send your testers a test.",
        ],
      },
      hidden: {
        title: "Why does a number show 0?",
        text: [
          "LINE's numbers about fewer than {shown} people are shown as 0 with the note “{hidden}”. This protects people in small groups. So is a number from which such a number could be worked out, for example a rate or the messages used. After a send that may have reached fewer than {minimum} people, this applies to numbers below {minimum}.",
          "A dash (–) means that there is no number: LINE has not given one yet, or nothing was sent. How many contacts enrolled comes from HubSpot and is always exact.",
        ],
      },
      people: {
        title: "Why can't I see who opened or clicked?",
        text: [
          "LINE reports totals only: how many people got, opened and clicked a message, never who. So no page, no export and no contact in HubSpot can show it.",
          "Each contact that enrolled goes on in the workflow with the result of the whole send. Conditions such as age are never written to a contact.",
          "To write again to people who opened or clicked, have an audience made of them through LINE's Messaging API, with the “{requestId}” from “{technical}” on the delivery's page, and choose it in your next send. It needs at least {minimum} people, too.",
        ],
      },
      tokens: {
        title: "Why can't I use names or other personal tokens?",
        text: [
          "LINE gets one message for all recipients and cannot fill in a name for each of them.",
          "A message that contains a personal token of HubSpot is refused before anything is sent, so that no one reads the token itself. Write a text that fits everyone.",
        ],
      },
      attributes: {
        title: "Can I use conditions such as age or area without a LINE audience?",
        text: [
          "Yes. Choose no audience and set at least one condition: gender, age, device, area, or how long people have been friends. The message then goes to all friends of the account who match.",
          "LINE takes conditions once it can reach at least {reach} people with your account, and at least {minimum} people have to match. Gender, age and area are estimated by LINE; people without an estimate are left out.",
          "If only the enrolled contacts receive the message, you need neither an audience nor a condition.",
        ],
      },
      suppression: {
        title: "Are “do not send” lists respected?",
        text: [
          `Not by themselves: ${PRODUCT} does not read HubSpot's subscription settings, and LINE does not know them. People who have blocked your LINE Official Account never receive a message.`,
          "To leave people out, choose their list under “{suppressionList}” in the workflow step, with the property that holds their LINE user IDs. Members with a LINE user ID receive nothing. Members without a usable one cannot be left out; the delivery says how many have an unusable value.",
          "You can also exclude audiences, and people you messaged recently.",
        ],
      },
      recipients: {
        title: "Why are the contacts of my list not the recipients?",
        text: [
          "Unless you choose otherwise, the list only starts the send: once its contacts have enrolled, LINE sends the message to everyone in the audience who matches. LINE does not know your contacts, so this can be many more or many fewer people than have enrolled.",
          "To send to contacts of the list only, choose the enrolled contacts under “{targetingMode}”, and the property that holds their LINE user IDs. Contacts without one, and people who are not friends of the account, do not receive the message.",
          "Before the send, the delivery says about how many people will receive it.",
        ],
      },
      opens: {
        title: "What counts as opened?",
        text: [
          "A person counts once, as soon as a whole bubble of the message was visible in LINE on an iPhone or Android phone. LINE for PC and for Chrome is not counted, nor is marking the chat as read in the list of chats.",
          "A person who opened a link of the message counts once as having clicked. Open rate and click rate are shares of the people who got the message.",
          "The first numbers are read {first} hours after the send. They grow for {days} days; then they are final.",
        ],
      },
      cost: {
        title: "What does a send cost?",
        text: [
          "LINE counts one message for each recipient, however many bubbles it has. People who have blocked the account are not counted. The messages are taken from the month's messages of your LINE plan, which also says what further ones cost.",
          "Before the send, the delivery says about how many messages it uses and how many are left this month; afterwards how many it has used. If there are not enough for everyone, nothing is sent, unless you choose otherwise under “{quotaPolicy}”.",
          "“{rehearsal}” uses no messages. A test uses one message for each tester.",
        ],
      },
    },
  },
} as const;
