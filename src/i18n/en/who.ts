/** Words about who receives a message in English. */
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
