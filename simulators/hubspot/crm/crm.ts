/** Object types of an account, their properties and records. */

export interface CrmRecord {
  readonly id: string;
  properties: Record<string, string>;
  readonly createdAt: number;
  updatedAt: number;
  writes: number;
}

export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly fieldType: string;
  readonly groupName: string;
  readonly description: string;
  readonly options: readonly {
    label: string;
    value: string;
    displayOrder: number;
    hidden: boolean;
    description?: string;
  }[];
  readonly hasUniqueValue: boolean;
  readonly hubspotDefined: boolean;
  readonly displayOrder: number;
  readonly hidden: boolean;
  readonly formField: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What an administrator requires of an object type's records. */
export interface RecordRule {
  /** The property that must have a value. */
  readonly property: string;
  /** Only while another property has this value; missing: on the form that creates records. */
  readonly when?: { readonly property: string; readonly value: string };
}

export interface ObjectType {
  readonly objectTypeId: string;
  readonly name: string;
  readonly fullyQualifiedName: string;
  readonly custom: boolean;
  readonly createdAt: number;
  updatedAt: number;
  labels: { singular: string; plural: string };
  description?: string;
  primaryDisplayProperty: string;
  secondaryDisplayProperties: readonly string[];
  requiredProperties: readonly string[];
  searchableProperties: readonly string[];
  readonly associatedObjects: readonly string[];
  archived: boolean;
  readonly properties: Map<string, PropertyDefinition>;
  readonly records: Map<string, CrmRecord>;
  readonly rules: RecordRule[];
}
