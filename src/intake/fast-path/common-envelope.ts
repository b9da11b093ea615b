/** What HubSpot ordinarily sends, recognised without joi and without regular expressions. */

/** True for a request that `ENVELOPE` surely accepts; false where only joi can say. */
export function matchesFastPath(body: unknown): boolean {
  if (!isObject(body)) return false;
  const { callbackId, origin, object, inputFields, fields } = body;
  return (
    isPlainText(callbackId, 500) &&
    isObject(origin) &&
    Number.isSafeInteger(origin["portalId"]) &&
    Number(origin["portalId"]) > 0 &&
    isObject(object) &&
    (Number.isSafeInteger(object["objectId"]) || isPlainText(object["objectId"], 100)) &&
    isObject(inputFields) &&
    (fields === undefined || isObject(fields))
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text of at most `longest` UTF-16 units, not empty and without control characters. */
export const isPlainText = (value: unknown, longest: number): value is string =>
  typeof value === "string" && value.length <= longest && value !== "" && !hasControls(value);

/** The same as `\p{Cc}`, without a regular expression for every id. */
function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return true;
  }
  return false;
}
