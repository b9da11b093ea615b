/** What our service answers: `CardPicture` of the service, which a test holds to this. Every text is ready to be shown. */
export interface Picture {
  readonly id: string;
  readonly name: string;
  readonly standing: {
    readonly label: string;
    readonly tone: "success" | "danger" | "warning" | "info" | "default";
  };
  readonly headline: string;
  readonly recipients: string | null;
  readonly numbers: readonly { readonly label: string; readonly value: string; readonly state: string }[];
  readonly nextReading: string | null;
  /** From the contacts who enrolled to the people who clicked. */
  readonly stages: {
    readonly title: string;
    readonly stages: readonly { readonly name: string; readonly value: number; readonly text: string }[];
    readonly most: number;
    readonly note: string;
  } | null;
  /** How reach, opens and clicks grew; `at` is a timestamp. */
  readonly curve: {
    readonly title: string;
    readonly when: string;
    readonly people: string;
    readonly points: readonly { readonly at: number; readonly of: string; readonly people: number }[];
  } | null;
  readonly links: {
    readonly title: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  } | null;
  readonly forecast: { readonly label: string; readonly text: string } | null;
  readonly targeting: { readonly label: string; readonly words: string };
  readonly message: { readonly label: string; readonly bubbles: readonly string[] };
  readonly commands: readonly { readonly do: CommandName; readonly label: string }[];
  /** Why this person has no commands here. */
  readonly denied: string | null;
  readonly page: { readonly label: string; readonly url: string };
  readonly refresh: string | null;
}

export type CommandName = "seal" | "cancel" | "approve";
