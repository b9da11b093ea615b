/** Every code in English. `{figure}` is filled in from the finding; a test compares the figures with `codes.ts` and `ja.ts`. */
import type { Code } from "../../delivery/codes.ts";

/** `title`: what happened in a few words, without figures. `sentence`: what is wrong, how much, and what to do. */
export interface CodeText {
  readonly title: string;
  readonly sentence: string;
  /** Said instead when waiting for this did not help and the delivery ended. */
  readonly ended?: string;
}

export const EN = {
  DELIVERED: {
    title: "Sent",
    sentence: "LINE delivered the message to {success, plural, one {# person} other {# people}}.",
  },
  REHEARSED: {
    title: "Rehearsed",
    sentence:
      "Rehearsal with {enrolled, plural, one {# enrolled contact} other {# enrolled contacts}} finished: between {low} and {high, plural, one {# person} other {# people}} would have received the message. Nothing was sent.",
  },
  TEST_RUN: {
    title: "Test run",
    sentence:
      "Test run: the inputs are valid, LINE answers for this account, and its audiences are ready. Nothing was sent, and no contact was counted.",
  },

  COLLECTING: {
    title: "Collecting contacts",
    sentence: "Collecting contacts before one message is sent: {enrolled} so far.",
  },
  REQUESTING: {
    title: "Asking LINE",
    sentence: "Everything is checked and LINE is asked to send the message. Nothing needs to be done.",
  },
  SENDING: { title: "Sending", sentence: "LINE has accepted the message and is sending it." },
  WAITING_FOR_TURN: {
    title: "Waiting for another send",
    sentence: "Another message of this LINE Official Account is being sent. This one follows by itself.",
    ended:
      "Nothing was sent: other messages of this LINE Official Account took until the time was over. Run the workflow again, with a longer time to collect or fewer sends at once.",
  },
  QUOTA_RESERVED: {
    title: "Waiting for reserved quota",
    sentence:
      "LINE has set this month's remaining messages aside for another send that is running. We try again by ourselves when it is done.",
    ended:
      "Nothing was sent: this month's remaining messages stayed set aside for other sends until the time was over. Run the workflow again when they are done.",
  },
  LINE_RATE_LIMITED: {
    title: "LINE asks us to wait",
    sentence: "LINE received too many requests from this account within an hour. We try again by ourselves.",
    ended:
      "Nothing was sent: LINE kept receiving too many requests from this account until the time was over. Run the workflow again later.",
  },
  LINE_UNAVAILABLE: {
    title: "LINE does not answer",
    sentence: "LINE is not answering. We try again by ourselves.",
    ended: "Nothing was sent: LINE did not answer until the time was over. Run the workflow again later.",
  },
  HUBSPOT_UNAVAILABLE: {
    title: "HubSpot does not answer",
    sentence: "HubSpot is not answering. We try again by ourselves.",
    ended: "HubSpot did not answer until the time was over. Run the workflow again later.",
  },
  HUBSPOT_RATE_LIMITED: {
    title: "HubSpot asks us to wait",
    sentence: "HubSpot received too many requests from this app. We try again by ourselves.",
    ended:
      "HubSpot kept receiving too many requests from this app until the time was over. Run the workflow again later.",
  },
  HUBSPOT_LOCKED: {
    title: "HubSpot has locked this account",
    sentence:
      "HubSpot has locked this account for a moment because of many changes at once. We try again by ourselves.",
    ended: "HubSpot kept this account locked until the time was over. Run the workflow again later.",
  },
  HUBSPOT_MIGRATING: {
    title: "HubSpot is moving this account",
    sentence:
      "HubSpot is moving this account to another data centre. Until that is done, which can take a day, it takes no requests. We try again when HubSpot says so.",
    ended:
      "HubSpot was still moving this account when the time was over. Run the workflow again when the move is done.",
  },
  HUBSPOT_HOLDS_UNKNOWN: {
    title: "HubSpot does not recognise waiting contacts",
    sentence:
      "HubSpot says that it does not know contacts that wait in the workflow. This has been a fault of HubSpot's before, so they stay on hold and we try again by ourselves.",
    ended:
      "HubSpot did not recognise the waiting contacts until their wait was over. They have gone on in the workflow without the result.",
  },
  APPROVAL_NEEDED: {
    title: "Waiting for approval",
    sentence: "Everything is checked. The message goes out when a person approves it.",
    ended: "Nothing was sent: no one approved the message until the time was over.",
  },
  APPROVAL_BY_POLICY: {
    title: "Waiting for approval: every send",
    sentence: "In this account every send is approved by a person.",
  },
  ABOVE_RECIPIENTS: {
    title: "Waiting for approval: many recipients",
    sentence:
      "Up to {high} people may receive this message. In this account, sends to more than {limit} people are approved by a person.",
  },
  RECIPIENTS_UNKNOWN: {
    title: "Waiting for approval: recipients unknown",
    sentence:
      "How many people may receive this message is not known. In this account, sends to more than {limit} people are approved by a person.",
  },
  ABOVE_ENROLLED: {
    title: "Waiting for approval: more people than contacts",
    sentence:
      "Up to {high} people may receive this message, and {enrolled, plural, one {# contact} other {# contacts}} enrolled. In this account, sends to more than {factor} times the enrolled contacts are approved by a person.",
  },
  RECENT_SENDS_NOT_EXCLUDED: {
    title: "Waiting for approval: recent recipients",
    sentence:
      "In this account people are sent to at most once in {days, plural, one {# day} other {# days}}, but the people of {left, plural, one {# earlier send} other {# earlier sends}} cannot be left out: LINE takes at most 10 audiences and earlier sends as conditions, and only sends that surely arrived. A person decides whether the message goes out all the same.",
  },
  CHANGED_AFTER_SEND: {
    title: "Changed after a send",
    sentence:
      "This workflow step already has a send, from {at}, and its action was changed since. Sending again would reach people a second time. Send anyway, or cancel: then the waiting contacts get the outcome of the earlier send.",
    ended:
      "Nothing was sent: this workflow step already had a send, from {at}, and no one allowed a second one in time.",
  },
  CHANGED_BACK: {
    title: "Changed back, or late",
    sentence:
      "While contacts were enrolling, the action was changed, and after that a contact came with the former version. Either the change was taken back, or HubSpot was late. The newest version is the one below; check that it is the right one, then send it or cancel.",
    ended:
      "Nothing was sent: it was not clear which version of the action is the right one, and no one decided in time.",
  },
  MAY_BE_BELOW_MINIMUM: {
    title: "Needs approval: may be about few people",
    sentence:
      "The results could be about fewer than {needed} people. {why} The message goes out when a person approves it; LINE's numbers below {needed} then stay hidden.",
  },
  SEND_TIME_NOT_REACHED: {
    title: "Waiting for the send time",
    sentence: "Everything is checked. The message goes out at {until}.",
    ended: "Nothing was sent: the send time {until} was too late for the waiting contacts. Run the workflow again.",
  },
  QUIET_HOURS: {
    title: "Quiet hours",
    sentence: "It is quiet hours. The message will be sent when they end, at {until}.",
    ended: "Nothing was sent: the quiet hours until {until} left no time. Run the workflow again earlier in the day.",
  },
  AUDIENCE_PREPARING: {
    title: "LINE prepares the audience",
    sentence:
      "LINE is preparing the audience of {ids} uploaded LINE user IDs. That can take hours; the message goes out by itself afterwards.",
    ended:
      "Nothing was sent: LINE did not finish preparing the audience of {ids} uploaded LINE user IDs until the time was over. Run the workflow again later.",
  },
  CHANNEL_UNAUTHORIZED: {
    title: "LINE refuses the account",
    sentence:
      "LINE no longer accepts the channel secret of “{channel}”. Reconnect the account in the console with the current secret from the LINE Developers Console.",
    ended:
      "Nothing was sent: LINE did not accept the channel secret of “{channel}” until the time was over. Reconnect the account in the console and run the workflow again.",
  },

  ENROLLED_BELOW_MINIMUM: {
    title: "Too few contacts enrolled",
    sentence:
      "Nothing was sent: {enrolled, plural, one {# contact was} other {# contacts were}} enrolled, at least {needed} are needed. {hint}",
  },
  AUDIENCE_BELOW_MINIMUM: {
    title: "Audience too small",
    sentence:
      "Nothing was sent: the audience “{audience}” has {size, plural, one {# person} other {# people}}, LINE needs at least {needed}. Choose a larger audience or extend this one.",
  },
  UPLOAD_AUDIENCE_BELOW_MINIMUM: {
    title: "Uploaded audience too small",
    sentence:
      "Nothing was sent: the uploaded audience “{audience}” has {size, plural, one {# person} other {# people}}. LINE would take it, but a send needs at least {needed}, so that no one can be identified. Choose a larger audience, or use a test send to reach a few people.",
  },
  CHAT_TAG_BELOW_MINIMUM: {
    title: "Too few people with the chat tag",
    sentence:
      "Nothing was sent: the chat tag “{audience}” has {size, plural, one {# person} other {# people}}. LINE would take it, but a send needs at least {needed}, so that no one can be identified. Tag more chats or choose a larger audience, or use a test send to reach a few people.",
  },
  REACH_BELOW_MINIMUM: {
    title: "Too few friends for conditions",
    sentence:
      "Nothing was sent: LINE can reach {reach, plural, one {# person} other {# people}} of this account, and conditions such as gender, age or area need at least {needed}. Remove the conditions or gain more friends first.",
  },
  RECIPIENTS_BELOW_MINIMUM: {
    title: "Too few people match",
    sentence:
      "LINE sent nothing: fewer than {needed} people match all conditions together. Remove a condition or choose a larger audience.",
  },
  AUDIENCE_BELOW_MINIMUM_AT_LINE: {
    title: "Audience too small for LINE",
    sentence: "LINE sent nothing: the audience has fewer than {needed} people. Choose a larger audience.",
  },
  VALID_IDS_BELOW_MINIMUM: {
    title: "Too few LINE user IDs",
    sentence:
      "Nothing was sent: {valid} of the enrolled contacts have a valid LINE user ID ({invalid} have none or an invalid one), at least {needed} are needed. Check the property chosen for the LINE user ID or enroll more contacts.",
  },
  UNSUPPRESSED_IDS_BELOW_MINIMUM: {
    title: "Too few contacts left after the suppression list",
    sentence:
      "Nothing was sent: of {valid, plural, one {# enrolled contact} other {# enrolled contacts}} with a LINE user ID {suppressed, plural, one {# is} other {# are}} on the suppression list, so {left, plural, one {# is} other {# are}} left; at least {needed} are needed. Enroll more contacts or choose a smaller suppression list.",
  },
  KEPT_IDS_BELOW_MINIMUM: {
    title: "LINE kept too few of the uploaded IDs",
    sentence:
      "Nothing was sent: of {sent, plural, one {# uploaded LINE user ID} other {# uploaded LINE user IDs}} LINE kept {kept}, at least {needed} are needed. LINE drops people who have not accepted its privacy policy, and IDs that belong to another LINE provider. Check where the IDs come from, or enroll more contacts.",
  },
  MAX_RECIPIENTS_BELOW_MINIMUM: {
    title: "Maximum number of recipients too low",
    sentence:
      "Nothing was sent: the maximum number of recipients is {maximum}, and a send needs at least {needed} people, so that no one can be identified. Raise it to {needed} or more, or leave it empty.",
  },
  QUOTA_BELOW_MINIMUM: {
    title: "Too few messages left this month",
    sentence:
      "Nothing was sent: {available, plural, one {# message} other {# messages}} may be used this month, and a send needs at least {needed} people, so that no one can be identified. Extend the LINE plan, keep fewer messages for chat or wait for next month.",
  },
  FORECAST_BELOW_MINIMUM: {
    title: "Too few people can match",
    sentence:
      "Nothing was sent: at most {high, plural, one {# person} other {# people}} can match all conditions together, at least {needed} are needed. Remove a condition or choose a larger audience.",
  },

  PROPERTY_HOLDS_NO_LINE_IDS: {
    title: "No LINE user IDs in the property",
    sentence:
      "Nothing was sent: none of the {contacts} enrolled contacts has a LINE user ID (“U” and 32 digits or letters a–f) in the property chosen for it. Choose the right property in the workflow action.",
  },
  SUPPRESSION_HOLDS_NO_LINE_IDS: {
    title: "No LINE user IDs on the suppression list",
    sentence:
      "Nothing was sent: no member of the suppression list {list} has a LINE user ID that LINE knows in the property “{property}”, so no one could be left out. Choose another property or remove the suppression list.",
  },
  SUPPRESSION_LIST_NOT_FOUND: {
    title: "Suppression list not found",
    sentence:
      "Nothing was sent: the suppression list {list} does not exist (any more). Choose another list in the workflow action.",
  },
  SUPPRESSION_PROPERTY_NOT_FOUND: {
    title: "Property not found",
    sentence:
      "Nothing was sent: contacts have no property “{property}” (any more), so no one could be left out. Choose another property in the workflow action.",
  },
  UPLOAD_FAILED: {
    title: "LINE could not build the audience",
    sentence:
      "Nothing was sent: LINE could not build the audience from the uploaded LINE user IDs ({detail}). Run the workflow again; if it happens again, tell the operator of this app.",
  },
  AUDIENCES_FULL: {
    title: "No room for another audience",
    sentence:
      "Nothing was sent: this LINE Official Account has its maximum of {maximum} audiences, so the enrolled contacts could not be uploaded. Delete audiences in LINE Official Account Manager.",
  },

  SOME_IDS_INVALID: {
    title: "Some LINE user IDs are invalid",
    sentence:
      "{invalid, plural, one {# enrolled contact has} other {# enrolled contacts have}} no valid LINE user ID, or more than one, and {invalid, plural, one {is} other {are}} left out; {valid} are in. For example: {examples}. A LINE user ID is “U” and 32 digits or letters a–f; in parentheses is how many characters the value has, “…” stands for digits that are not shown. Correct the property of these contacts.",
  },
  SUPPRESSION_IDS_INVALID: {
    title: "Some people on the suppression list could not be left out",
    sentence:
      "{invalid, plural, one {# member of the suppression list has} other {# members of the suppression list have}} a value that is not a LINE user ID, so {invalid, plural, one {this member} other {these members}} may receive the message. {valid} LINE user IDs are left out. For example: {examples}. A LINE user ID is “U” and 32 digits or letters a–f; in parentheses is how many characters the value has, “…” stands for digits that are not shown. Correct the property of these contacts.",
  },
  EXCLUSION_INCOMPLETE: {
    title: "Not everybody could be excluded",
    sentence:
      "LINE takes at most 10 audiences and earlier sends as conditions, and only sends that surely arrived: {left, plural, one {# earlier send} other {# earlier sends}} of the last {days, plural, one {# day} other {# days}} could not be excluded.",
  },
  SEND_AT_AFTER_HOLDS: {
    title: "New send time is too late",
    sentence:
      "The send time was changed to one at which HubSpot no longer holds the contacts that enrolled first. This delivery will end as failed. Choose an earlier time, or cancel and run the workflow again.",
  },
  WOULD_GO_OUT_AT: {
    title: "Time of the real send",
    sentence: "Outside a rehearsal the message would go out at {until}.",
  },
  CEILING_WHILE_ARRIVING: {
    title: "Still enrolling at the end of the window",
    sentence:
      "Contacts were still arriving when the time to collect was over; {enrolled} are in. Later ones get the result without a second message. Choose a longer time to collect.",
  },

  AUDIENCE_NOT_FOUND: {
    title: "Audience deleted",
    sentence: "The audience “{audience}” was deleted in LINE. Choose another one in the workflow action.",
  },
  AUDIENCE_NOT_READY: {
    title: "Audience not ready",
    sentence:
      "LINE cannot send to the audience “{audience}” now: {status}. Try again when LINE Official Account Manager shows it as ready, or choose another one.",
  },
  AUDIENCE_EXPIRES_BEFORE_SEND: {
    title: "Audience expires before the send",
    sentence:
      "Nothing was sent: the audience “{audience}” expires on {expires}, before the message is to go out. Create it again or choose an earlier send time.",
  },
  AUDIENCE_EXPIRED: {
    title: "Audience expired",
    sentence: "The audience “{audience}” has expired in LINE. Create it again and choose it in the workflow action.",
  },

  QUOTA_EXHAUSTED: {
    title: "Monthly messages used up",
    sentence:
      "Nothing was sent: {remaining} of this month's {allowance} messages are left. Extend the LINE plan or wait for next month.",
  },
  QUOTA_FLOOR_REACHED: {
    title: "Remaining messages are kept for chat",
    sentence:
      "Nothing was sent: about {remaining, plural, one {# message is} other {# messages are}} left this month, and {floor} are kept for chat in this account's settings. Lower that number or extend the LINE plan.",
  },
  QUOTA_TOO_SMALL: {
    title: "Not enough messages for everybody",
    sentence:
      "Nothing was sent: at least {needed, plural, one {# person matches} other {# people match}} and about {available, plural, one {# message} other {# messages}} may be used, and the action says “all or nothing”. Extend the LINE plan, allow a partial send or narrow the conditions.",
  },
  PARTIAL_DELIVERY_FORBIDDEN: {
    title: "Not enough room for everybody",
    sentence:
      "LINE sent nothing: more people match than this month's remaining messages or the maximum number of recipients allow, and the action says “all or nothing”. Raise the limit or allow a partial send.",
  },

  LINE_REFUSED_MESSAGE: {
    title: "LINE refuses the message",
    sentence: "Nothing was sent: LINE does not accept the message. What is wrong: {detail}. Correct the message.",
  },
  LINE_REFUSED_REQUEST: {
    title: "LINE refuses the request",
    sentence:
      "Nothing was sent: LINE refused the request ({detail}). Please tell the operator of this app; changing the workflow does not help.",
  },
  LINE_ACCESS_DENIED: {
    title: "LINE denies access",
    sentence:
      "Nothing was sent: LINE does not allow this account to do that ({detail}). Check the account's plan and permissions in LINE Official Account Manager.",
  },
  LINE_INTERNAL_ERROR: {
    title: "Error inside LINE",
    sentence:
      "LINE sent nothing because of an error of its own. Run the step again; if it happens again, tell the operator.",
  },
  LINE_FAILED: {
    title: "LINE reports a failure",
    sentence:
      "LINE sent nothing and gives the error code {errorCode} ({detail}). Please tell the operator of this app.",
  },
  LINE_REQUEST_NOT_FOUND: {
    title: "LINE does not know the send",
    sentence:
      "LINE no longer knows the request {requestId}, so its result cannot be read. Look up the numbers in LINE Official Account Manager.",
  },

  SEND_UNCONFIRMED: {
    title: "Unclear whether it was sent",
    sentence:
      "LINE never confirmed the send in {attempts} attempts, so it may or may not have gone out. Check in LINE Official Account Manager before anybody sends again.",
  },
  PROGRESS_UNKNOWN: {
    title: "Result unknown",
    sentence:
      "LINE accepted the send {requestId} but did not say how it ended. Check in LINE Official Account Manager before anybody sends again.",
  },
  RESTORED_FROM_BACKUP: {
    title: "Unclear since a restore",
    sentence:
      "The service was restored from a backup that is older than this send, so it may or may not have gone out. Check in LINE Official Account Manager before anybody sends again.",
  },

  CANCELLED_BY_PERSON: { title: "Cancelled", sentence: "{person} cancelled the send. Nothing was sent." },
  JOINED_ANOTHER_DELIVERY: {
    title: "Joined another delivery",
    sentence:
      "The action was changed while contacts were enrolling, and another workflow collects for the same list with the same inputs. All contacts went to delivery {delivery}: one message goes out, not two.",
  },
  SENDING_STOPPED: {
    title: "All sends stopped",
    sentence:
      "Nothing was sent: {person} stopped all sends of this HubSpot account. Allow them again on the Deliveries page, then run the workflow again.",
  },
  STOPPED_AFTER_RESTORE: {
    title: "Stopped after a restore",
    sentence:
      "Nothing was sent: all sends of this HubSpot account are stopped because the service was restored from a backup. Check in LINE Official Account Manager what was sent lately, allow sends again on the Deliveries page, then run the workflow again.",
  },
  OUT_OF_TIME: {
    title: "Too late to send",
    sentence:
      "Nothing was sent: the service was interrupted until the time for which HubSpot lets contacts wait was nearly over. Run the workflow again.",
  },
  APPROVAL_MISSING: {
    title: "No one approved",
    sentence: "Nothing was sent: no one approved the message in time. Run the workflow again and approve it.",
  },
  PORTAL_UNINSTALLED: {
    title: "App uninstalled",
    sentence:
      "Nothing was sent: the app was removed from this HubSpot account. HubSpot lets contacts that wait in a workflow go on when their time is over. Install the app again to send.",
  },

  LIST_NOT_FOUND: {
    title: "List not found",
    sentence: "The HubSpot list {list} does not exist (any more). Choose another list in the workflow action.",
  },
  LIST_MISSING: { title: "No list chosen", sentence: "Choose the delivery list in the workflow action." },
  CHANNEL_NOT_FOUND: {
    title: "LINE account not connected",
    sentence:
      "The LINE Official Account {channel} is not connected. Connect it in the console or choose another one in the workflow action.",
  },
  CHANNEL_CREDENTIALS_REFUSED: {
    title: "Channel ID or secret not accepted",
    sentence:
      "LINE does not accept channel ID {channel} with this channel secret. Copy both again, from the same Messaging API channel: in the LINE Developers Console under “Basic settings”, or in LINE Official Account Manager under “Settings”, “Messaging API”. The values of a LINE Login channel do not work here.",
  },
  CHANNEL_MISSING: {
    title: "No LINE account chosen",
    sentence: "Choose the LINE Official Account in the workflow action.",
  },
  TARGETING_MODE_MISSING: {
    title: "Not chosen who receives the message",
    sentence:
      "Choose in the workflow action who receives the message: everyone in the LINE audience who matches, or only the enrolled contacts. Until then nothing is sent.",
  },
  TARGETING_MISSING: {
    title: "No recipients chosen",
    sentence:
      "Choose an audience or at least one condition (gender, age, device, area, days as a friend), so that the message does not go to every friend.",
  },
  MESSAGE_MISSING: { title: "No message", sentence: "Choose a saved message or write a text in the workflow action." },
  MESSAGE_AMBIGUOUS: {
    title: "Two messages",
    sentence: "The action has both a saved message and a text. Remove one of them, so that it is clear what is sent.",
  },
  MESSAGE_IS_CODE: {
    title: "Code instead of a text",
    sentence:
      "The message text is code: people would receive its braces and quotation marks. Open “Messages” in the console, paste the code into a bubble and save it. Then choose that saved message in the workflow action, and leave the message text empty.",
  },
  MESSAGE_NOT_FOUND: {
    title: "Saved message not found",
    sentence:
      "The saved message “{message}” was deleted. Bring it back under “Messages” in the console within 30 days, or choose another one in the workflow action.",
  },
  DELIVERY_NAME_TOO_LONG: {
    title: "Name of the send too long",
    sentence:
      "The name of this send has {length, plural, one {# character} other {# characters}}, {maximum} are allowed. Shorten it in the workflow action.",
  },
  MESSAGE_TOO_LONG: {
    title: "Message too long",
    sentence:
      "The text has {length, plural, one {# character} other {# characters}}, LINE allows {maximum}. An emoji counts as two or more. Shorten it.",
  },
  MESSAGE_INVALID: {
    title: "Message not valid",
    sentence: "The message cannot be sent as it is: {property} {problem}. Correct it in the message.",
  },
  SAVED_MESSAGES_FULL: {
    title: "Too many saved messages",
    sentence:
      "Your account has {count, plural, one {# saved message} other {# saved messages}} with {megabytes} MB in all. {maximum} messages and {maximumMegabytes} MB are allowed. Delete messages that you no longer use.",
  },
  PERSONAL_TOKEN_IN_MESSAGE: {
    title: "Personal token in the message",
    sentence:
      "The message contains “{token}”. Everybody receives the same message, so names and other personal tokens cannot be filled in. Remove it.",
  },
  AGE_RANGE_REVERSED: {
    title: "No one fits the ages",
    sentence: "Ages from {from} and under {to} leave no one. The second age must be higher than the first.",
  },
  FRIEND_DAYS_REVERSED: {
    title: "No one fits the days as a friend",
    sentence:
      "A friend for at least {from} and less than {to} days leaves no one. The second number must be higher than the first.",
  },
  CONDITIONS_TOO_MANY: {
    title: "Too many audiences",
    sentence:
      "The action combines {count} audiences, LINE takes at most {maximum}. Remove some of the included or excluded audiences.",
  },
  AUDIENCE_EXCLUDES_ITSELF: {
    title: "Audience excludes itself",
    sentence: "The audience {audience} is both included and excluded. Remove it from one of the two.",
  },
  SUPPRESSION_PROPERTY_MISSING: {
    title: "Property of the suppression list missing",
    sentence:
      "A suppression list is chosen: choose the contact property that holds the LINE user IDs as well, so that its members can be left out.",
  },
  SEND_AT_PASSED: {
    title: "Send time is over",
    sentence:
      "Nothing was sent: the send time {sendAt} has passed. If the workflow runs again and again, write “next 09:00” or “next Mon–Fri 12:00” into “When · earliest send time” instead of a date. Leave it empty to send at once.",
  },
  HOLD_TOO_LONG: {
    title: "Contacts would wait too long",
    sentence:
      "With this time to collect, send time, quiet hours and approval contacts could wait for {hours, plural, one {# hour} other {# hours}}, and HubSpot holds them for at most {maximum}. Choose a shorter time to collect or an earlier send time.",
  },
  TIME_ZONE_UNKNOWN: {
    title: "Time zone unknown",
    sentence: "There is no time zone “{zone}”. Use a name such as Asia/Tokyo.",
  },
  MAX_RECIPIENTS_MISSING: {
    title: "No maximum given",
    sentence: "“At most N recipients” is chosen: enter the maximum number of recipients in the workflow action.",
  },
  INPUT_INVALID: {
    title: "Value not allowed",
    sentence: "“{field}” does not accept “{value}”. Allowed: {allowed}. Correct it in the workflow action.",
  },
  PORTAL_NOT_INSTALLED: {
    title: "App not installed",
    sentence: "This HubSpot account has not installed the app. Install it and run the step again.",
  },

  RECORDS_NOT_IN_PLAN: {
    title: "No delivery records in this plan",
    sentence:
      "This HubSpot account's plan does not include custom objects, so it has no delivery records and results are shown in the console only. Sends are not affected. To have records, a HubSpot administrator must change to an Enterprise plan. This is checked every day; once it is possible, the records of all earlier deliveries are written.",
  },
  RECORDS_SCOPES_MISSING: {
    title: "No permission for delivery records",
    sentence:
      "HubSpot did not give the app the permissions for delivery records ({scopes}), so results are shown in the console only. Sends are not affected. If the account has an Enterprise plan, ask a HubSpot super admin to sign in here again; the records of all earlier deliveries are then written.",
  },
  RECORDS_QUOTA_FULL: {
    title: "No room for delivery records",
    sentence:
      "This HubSpot account has used up its custom objects, so results are shown in the console only. Sends are not affected. A HubSpot administrator must remove a custom object or extend the limit. This is checked every day; once it is possible, the records of all earlier deliveries are written.",
  },
  RECORDS_REFUSED_BY_RULE: {
    title: "An account rule refuses the record",
    sentence:
      "HubSpot did not take the delivery record: it does not meet this account's rules for {properties}. Make this optional or loosen the rules in HubSpot's settings (Properties, and the form that creates LINE deliveries); the record is written afterwards. Sends are not affected.",
  },
  HUBSPOT_UNAUTHORIZED: {
    title: "HubSpot refuses access",
    sentence: "HubSpot no longer accepts the app's access. Install the app again; what is missing is done afterwards.",
    ended:
      "Nothing was sent: HubSpot no longer accepted the app's access, so the app may have been removed from this HubSpot account. Install the app again and run the workflow again.",
  },
  HUBSPOT_SCOPES_MISSING: {
    title: "Permissions are missing in HubSpot",
    sentence:
      "HubSpot did not give the app these permissions: {scopes}. Nothing was changed. Ask a super admin of the HubSpot account to sign in here, or to give you these permissions, and sign in again.",
  },
  HUBSPOT_APP_REFUSED: {
    title: "HubSpot refuses this app's credentials",
    sentence:
      "HubSpot refuses this app's own credentials ({detail}). The operator of this app has to correct them; you don't need to install anything again. Sends go on, and waiting contacts continue afterwards.",
  },
  HUBSPOT_REFUSED: {
    title: "HubSpot refuses the request",
    sentence: "HubSpot refused a request ({detail}). Please tell the operator of this app. Sends are not affected.",
  },
  MAIL_REFUSED: {
    title: "E-mail was refused",
    sentence: "The mail server takes no mail for this address ({detail}). Check the person's address in HubSpot.",
  },
  MAIL_UNAVAILABLE: {
    title: "E-mail cannot be sent",
    sentence:
      "The mail server cannot be reached or refuses this service. It is tried again for a day; the operator should check SMTP_URL.",
  },
} as const satisfies Record<Code, CodeText>;
