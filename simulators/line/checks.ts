/** Small checks that compose into the rules of a request body; each reports every fault it finds. */
import type { ErrorDetail } from "./line-error.ts";

export type Check = (value: unknown, property: string, errors: ErrorDetail[]) => void;

export type Fields = Record<string, unknown>;

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function errorsOf(check: Check, value: unknown, property = ""): ErrorDetail[] {
  const errors: ErrorDetail[] = [];
  check(value, property, errors);
  return errors;
}

const at = (property: string, name: string) => (property === "" ? name : `${property}.${name}`);

/** Unknown fields are refused: our strict reading, LINE says nothing of them. */
export const object = (required: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  objectOf(required, optional, false);

/** The same where null is as good as nothing. */
export const objectWithNulls = (required: Record<string, Check>, optional: Record<string, Check>): Check =>
  objectOf(required, optional, true);

function objectOf(required: Record<string, Check>, optional: Record<string, Check>, takesNull: boolean): Check {
  return (value, property, errors) => {
    if (!isObject(value)) return void errors.push({ message: "Must be an object", property });
    for (const [name, check] of Object.entries(required)) {
      if (value[name] === undefined || value[name] === null) {
        errors.push({ message: "May not be empty", property: at(property, name) });
      } else check(value[name], at(property, name), errors);
    }
    for (const [name, field] of Object.entries(value)) {
      if (name in required || (takesNull && field === null)) continue;
      const check = optional[name];
      if (!check) errors.push({ message: "Unknown property", property: at(property, name) });
      else check(field, at(property, name), errors);
    }
  };
}

export function string(min: number, max: number, pattern?: RegExp, length = utf16Length): Check {
  return (value, property, errors) => {
    if (typeof value !== "string") return void errors.push({ message: "Must be a string", property });
    if (value === "" && min > 0) return void errors.push({ message: "May not be empty", property });
    const size = length(value);
    if (size < min || size > max) errors.push({ message: `Length must be between ${min} and ${max}`, property });
    if (pattern && !pattern.test(value)) errors.push({ message: `Must match ${pattern.source}`, property });
  };
}

/** https://developers.line.biz/en/docs/messaging-api/text-character-count/ */
const utf16Length = (text: string): number => text.length;

const segmenter = new Intl.Segmenter();
export const graphemes = (text: string): number => [...segmenter.segment(text)].length;

export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Check {
  return (value, property, errors) => {
    if (typeof value !== "number" || !Number.isInteger(value)) errors.push({ message: "Must be an integer", property });
    else if (value < min) errors.push({ message: `must be greater than or equal to ${min}`, property });
    else if (value > max) errors.push({ message: `must be less than or equal to ${max}`, property });
  };
}

export function number(min: number, max: number): Check {
  return (value, property, errors) => {
    if (typeof value === "number" && value >= min && value <= max) return;
    errors.push({ message: `Must be a number between ${min} and ${max}`, property });
  };
}

export const boolean: Check = (value, property, errors) => {
  if (typeof value !== "boolean") errors.push({ message: "Must be a boolean", property });
};

export const anything: Check = () => undefined;

export function oneOf(...values: readonly unknown[]): Check {
  return (value, property, errors) => {
    if (values.includes(value)) return;
    errors.push({ message: `Must be one of the following values: [${values.join(", ")}]`, property });
  };
}

export function list(item: Check, min: number, max: number): Check {
  return (value, property, errors) => {
    if (!Array.isArray(value)) return void errors.push({ message: "Must be an array", property });
    if (value.length < min || value.length > max) {
      errors.push({ message: `Size must be between ${min} and ${max}`, property });
    }
    for (const [index, element] of value.entries()) item(element, `${property}[${index}]`, errors);
  };
}

export function map(key: RegExp, item: Check, max: number): Check {
  return (value, property, errors) => {
    if (!isObject(value)) return void errors.push({ message: "Must be an object", property });
    if (Object.keys(value).length > max) errors.push({ message: `Size must be between 0 and ${max}`, property });
    for (const [name, field] of Object.entries(value)) {
      if (!key.test(name)) errors.push({ message: `Key must match ${key.source}`, property: at(property, name) });
      item(field, at(property, name), errors);
    }
  };
}

/** Chooses the check by the object's `type`; a function of no arguments, where shapes contain each other. */
export function byType(checks: () => Record<string, Check>): Check {
  return (value, property, errors) => {
    if (!isObject(value)) return void errors.push({ message: "Must be an object", property });
    const known = checks();
    const check = typeof value["type"] === "string" ? known[value["type"]] : undefined;
    if (check) return check(value, property, errors);
    const values = Object.keys(known).join(", ");
    errors.push({ message: `Must be one of the following values: [${values}]`, property: at(property, "type") });
  };
}

export function both(...checks: Check[]): Check {
  return (value, property, errors) => {
    for (const check of checks) check(value, property, errors);
  };
}

/** A rule over an object's fields together, asked only of objects. */
export function rule(fault: (fields: Fields) => ErrorDetail | undefined): Check {
  return (value, property, errors) => {
    if (!isObject(value)) return;
    const found = fault(value);
    if (found)
      errors.push(
        found.property === undefined ? { ...found, property } : { ...found, property: at(property, found.property) },
      );
  };
}

/** URLs have to be percent-encoded. https://developers.line.biz/en/reference/messaging-api/#url-encoding */
export const url = (schemes: readonly string[], max = 2000): Check =>
  urlWhere((scheme) => schemes.includes(scheme), max);

/** Of any scheme but these. */
export const urlExcept = (schemes: readonly string[], max: number): Check =>
  urlWhere((scheme) => !schemes.includes(scheme), max);

function urlWhere(allows: (scheme: string) => boolean, max: number): Check {
  return (value, property, errors) => {
    if (typeof value !== "string") return void errors.push({ message: "Must be a string", property });
    if (value.length > max) errors.push({ message: `Length must be between 0 and ${max}`, property });
    const scheme = /^([a-z][a-z0-9+.-]*):[\x21-\x7e]+$/i.exec(value)?.[1]?.toLowerCase();
    const web = scheme === "http" || scheme === "https";
    if (scheme === undefined || (web && !URL.canParse(value))) errors.push({ message: "invalid uri", property });
    else if (!allows(scheme)) errors.push({ message: "invalid uri scheme", property });
  };
}

export const httpsUrl = url(["https"]);
