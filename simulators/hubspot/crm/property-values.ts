/** Whether a property takes a value, and how HubSpot keeps it: always as text. */
import { validationError } from "../hubspot-error.ts";
import type { ObjectType, PropertyDefinition } from "./crm.ts";

interface Problem {
  readonly isValid: false;
  readonly message: string;
  readonly error: string;
  readonly name: string;
}

/** The values as they are stored, or one refusal that names every wrong one. */
export function storedValues(type: ObjectType, properties: Readonly<Record<string, string>>): Record<string, string> {
  const problems: Problem[] = [];
  const stored: Record<string, string> = {};
  for (const [name, value] of Object.entries(properties)) {
    const property = type.properties.get(name);
    const result = property ? storedValue(property, value) : doesNotExist(name);
    if (typeof result === "string") stored[name] = result;
    else problems.push(result);
  }
  if (problems.length === 0) return stored;
  const errors = problems.map(({ message, error, name }) => ({
    message,
    code: error,
    context: { propertyName: [name] },
  }));
  throw validationError(`Property values were not valid: ${JSON.stringify(problems)}`, { errors });
}

function doesNotExist(name: string): Problem {
  return { isValid: false, message: `Property "${name}" does not exist`, error: "PROPERTY_DOESNT_EXIST", name };
}

function storedValue(property: PropertyDefinition, value: string): string | Problem {
  const { name } = property;
  const wrong = (error: string, message: string): Problem => ({ isValid: false, message, error, name });
  if (property.hubspotDefined && name.startsWith("hs_")) return wrong("READ_ONLY_VALUE", `"${name}" is read only`);
  if (value === "") return "";
  switch (property.type) {
    case "number":
      return Number.isFinite(Number(value)) ? value : wrong("INVALID_NUMBER", `${value} was not a valid number.`);
    case "bool":
      return ["true", "false"].includes(value) ? value : wrong("INVALID_OPTION", `${value} was not true or false.`);
    case "enumeration":
      return storedOptions(property, value) ?? wrong("INVALID_OPTION", optionMessage(property, value));
    case "datetime":
      return storedInstant(value) ?? wrong("INVALID_DATE", `${value} was not a valid date-time.`);
    case "date":
      return storedDate(value) ?? wrong("INVALID_DATE", `${value} is not at midnight UTC, or no date at all.`);
    default:
      return value.length <= 65_536
        ? value
        : wrong("INVALID_STRING_LENGTH", `"${name}" is longer than 65536 characters`);
  }
}

function optionMessage({ options }: PropertyDefinition, value: string): string {
  return `${value} was not one of the allowed options: [${options.map((option) => option.value).join(", ")}]`;
}

function storedOptions({ options, fieldType }: PropertyDefinition, value: string): string | undefined {
  const chosen = fieldType === "checkbox" ? value.split(";").filter(Boolean) : [value];
  const known = new Set(options.map((option) => option.value));
  return chosen.every((each) => known.has(each)) ? value : undefined;
}

/** Milliseconds or ISO 8601. */
function storedInstant(value: string): string | undefined {
  const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/;
  const date = /^-?\d+$/.test(value) ? new Date(Number(value)) : iso.test(value) ? new Date(value) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : undefined;
}

function storedDate(value: string): string | undefined {
  const instant = storedInstant(value);
  return instant?.endsWith("T00:00:00.000Z") ? instant.slice(0, 10) : undefined;
}
