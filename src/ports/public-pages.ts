/** What the operator publishes about the app. Null: the service shows a text of its own. */
export interface PublicPages {
  readonly supportEmail: string | null;
  readonly docsUrl: string | null;
  readonly privacyUrl: string | null;
  readonly termsUrl: string | null;
}
