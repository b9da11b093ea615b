/**
 * What an administrator requires of records. From 2026-09 on HubSpot holds API writes to it; earlier versions do not know it.
 * Shapes and words: https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement
 */
import { validationError } from "../hubspot-error.ts";
import type { ObjectType } from "./crm.ts";
import type { Version } from "../versions.ts";

interface Write {
  readonly version: Version;
  readonly isNew: boolean;
  /** The record as it would be. */
  readonly properties: Readonly<Record<string, string>>;
}

export function refuseAgainstRules({ rules }: ObjectType, { version, isNew, properties }: Write): void {
  if (version !== "2026-09") return;
  const broken = rules.filter(({ property, when }) => {
    const applies = when === undefined ? isNew : properties[when.property] === when.value;
    return applies && !properties[property];
  });
  if (broken.length === 0) return;
  throw validationError("The property values provided are invalid", {
    errors: broken.map(({ property, when }) => ({
      ...(when === undefined
        ? { code: "MISSING_REQUIRED_PROPERTY", message: `A value for ${property} must be provided` }
        : {
            code: "MISSING_CONDITIONAL_REQUIRED_PROPERTY",
            message: `${property} is required because of a conditional property rule based on [${when.property}]`,
          }),
      context: { propertyName: [property] },
    })),
  });
}
