export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Our ids as PostgreSQL writes them; anything else is nobody's id and is not asked for. */
export const isUuid = (text: unknown): text is string => typeof text === "string" && UUID.test(text);
