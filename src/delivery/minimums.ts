/** https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions */

/** Fewest people in an audience that LINE does not exempt, and fewest recipients after all conditions. */
export const LINE_MINIMUM_RECIPIENTS = 50;

/** Fewest people LINE must be able to reach before attribute filters may be used. */
export const LINE_MINIMUM_REACH = 100;
