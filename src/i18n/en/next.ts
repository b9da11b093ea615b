/** Words about the way to the send and who receives it in English. */
export const NEXT_EN = {
  next: {
    collecting: "Collecting contacts",
    soFar: "{enrolled, plural, one {# contact} other {# contacts}} so far, at least {minimum} are needed",
    soFarOf:
      "{enrolled, number} of {size, plural, one {# contact} other {# contacts}} so far, at least {minimum} are needed",
    closesQuiet:
      "Closes by itself at {time} if no one else enrolls until then, as soon as the whole list has enrolled, and at {latest} at the latest.",
    closesEarly: "Closes by itself as soon as the whole list has enrolled, and at {latest} at the latest.",
    closing: "{person} has ended it; it closes at any moment.",
    sealed: "Ended at {time} with {enrolled, plural, one {# contact} other {# contacts}}.",
    sealTooFew:
      "Only {enrolled, plural, one {# contact has} other {# contacts have}} enrolled, and at least {minimum} are needed. If you stop now, this delivery ends as failed and nothing is sent.",
    sealEnough:
      "{enrolled, plural, one {# contact has} other {# contacts have}} enrolled, and at least {minimum} are needed. Contacts who come later do not join this delivery.",
    thenSend: "After that everything is checked and the message is sent.",
    thenApproval: "After that everything is checked, and a person has to approve the send.",
    thenTime: "After that everything is checked; the message is sent at {time} at the earliest.",
    thenQuiet:
      "After that everything is checked; because of quiet hours the message is sent at {time} at the earliest.",
    thenRehearsal: "After that everything is checked. This is a rehearsal: nothing is sent.",
    cancelWhat:
      "Nothing is sent. {held, plural, one {# contact that waits in HubSpot goes} other {# contacts that wait in HubSpot go}} on with the outcome “cancelled”. A cancelled delivery cannot be taken up again.",
    earlier: "The earlier delivery",
    cancelCovered:
      "Nothing more is sent. {held, plural, one {# contact that waits in HubSpot gets} other {# contacts that wait in HubSpot get}} the outcome of the earlier send, and so do contacts that enroll later with this version.",
    send: "Send",
    whenChecked: "As soon as everything is checked.",
    whenApproved: "As soon as it is approved.",
    notBefore: "Once everything is checked, at {time} at the earliest.",
    rehearsal: "A rehearsal: everything is checked and nothing is sent.",
    asked: "LINE is being asked to send.",
    accepted: "LINE accepted it at {time}.",
    approval: "Approval",
    notApproved: "No one approved.",
    approvalLater: "A person has to approve the send once collecting has ended and everything is checked.",
    approveBy: "Approve by {time}; otherwise nothing is sent.",
    approveWhat: "Everything is checked once more, then LINE is asked to send.",
    approveTime: "Everything is checked once more, then LINE is asked to send, at {time} at the earliest.",
    authorUnknown:
      "Who wrote this message is not known: it was typed in the workflow action, or saved before this was noted. Any approver may approve it.",
    authorReads: "You changed this message last. In this account another person approves it: {others}.",
    authorAlone:
      "You changed this message last, and no one else has the role Approver. An administrator can give it to another person under Settings.",
    noOtherApprover:
      "No one may approve this: in this account it takes an approver who did not change the message last. An administrator can give the role to another person under Settings.",
    authorDenied: "Another person has to approve this message",
  },
} as const;

export const WHO_EN = {
  who: {
    will: {
      about: "About {likely} people receive this.",
      upTo: "Up to {high} people receive this.",
      few: "Fewer than {few} people receive this.",
      unknown: "How many people receive this is not known yet.",
      unbounded: "LINE cannot say yet how many people receive this.",
      contacts:
        "Up to {high} of your {contacts, plural, one {# contact} other {# contacts}} receive this: those with a LINE user ID who match.",
      fewContacts:
        "Fewer than {few} of your {contacts, plural, one {# contact} other {# contacts}} receive this: those with a LINE user ID who match.",
      unknownContacts:
        "How many of your {contacts, plural, one {# contact} other {# contacts}} receive this is not known yet: those with a LINE user ID who match.",
    },
    would: {
      about: "About {likely} people would receive this.",
      upTo: "Up to {high} people would receive this.",
      few: "Fewer than {few} people would receive this.",
      unknown: "How many people would receive this is not known yet.",
      unbounded: "LINE cannot say yet how many people would receive this.",
      contacts:
        "Up to {high} of your {contacts, plural, one {# contact} other {# contacts}} would receive this: those with a LINE user ID who match.",
      fewContacts:
        "Fewer than {few} of your {contacts, plural, one {# contact} other {# contacts}} would receive this: those with a LINE user ID who match.",
      unknownContacts:
        "How many of your {contacts, plural, one {# contact} other {# contacts}} would receive this is not known yet: those with a LINE user ID who match.",
    },
    starts: "Your {contacts, plural, one {# contact starts} other {# contacts start}} it.",
    started:
      "{contacts, plural, one {# contact started this send and is not its recipient.} other {# contacts started this send and are not its recipients.}}",
  },
} as const;
