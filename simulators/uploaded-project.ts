/**
 * What HubSpot knows of an app after `hs project upload`: what the project's files say, with the profile's variables filled
 * in. So a component that is missing there is missing here.
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/app-configuration
 */
import { readFile } from "node:fs/promises";
import type { AppRegistration } from "./hubspot/world.ts";

interface AppFile {
  readonly name: string;
  readonly auth: {
    readonly redirectUrls: string[];
    readonly requiredScopes: string[];
    readonly optionalScopes: string[];
  };
  readonly permittedUrls: { readonly fetch: string[] };
}

interface WebhooksFile {
  readonly settings: { readonly targetUrl: string };
  readonly subscriptions: { readonly hubEvents: readonly { subscriptionType: string; active: boolean }[] };
}

interface ActionFile {
  readonly isPublished: boolean;
  readonly supportedClients: readonly object[];
}

export interface UploadedProject {
  readonly app: Omit<AppRegistration, "appId" | "clientId" | "clientSecret">;
  /** As the API for definitions takes it, which the platform writes from the project's file. */
  readonly action: object;
}

/** `publicUrl`: the service's address, which is its card's too. `segment`: the end of the addresses that HubSpot calls. */
export async function uploadedProject({ publicUrl, segment }: Profile): Promise<UploadedProject> {
  const variables: Record<string, string> = {
    PUBLIC_URL: publicUrl,
    CARDS_URL: publicUrl,
    INTAKE_SEGMENT: segment,
    SUPPORT_EMAIL: "support@listcast.example",
    DOCS_URL: `${publicUrl}/help/setup`,
  };
  const { name, auth, permittedUrls } = await configuration<AppFile>("app-hsmeta.json", variables);
  const { settings, subscriptions } = await configuration<WebhooksFile>("webhooks/webhooks-hsmeta.json", variables);
  const action = await configuration<ActionFile>("workflow-actions/send-line-audience-hsmeta.json", variables);
  const { isPublished: published, supportedClients: _workflowsOnly, ...definition } = action;
  return {
    app: {
      name,
      redirectUris: auth.redirectUrls,
      requiredScopes: auth.requiredScopes,
      optionalScopes: auth.optionalScopes,
      permittedUrls: { fetch: permittedUrls.fetch },
      webhookUrl: settings.targetUrl,
      subscriptions: subscriptions.hubEvents.flatMap(({ subscriptionType, active }) =>
        active ? [subscriptionType] : [],
      ),
    },
    action: { ...definition, published, functions: [] },
  };
}

interface Profile {
  readonly publicUrl: string;
  readonly segment: string;
}

async function configuration<T>(file: string, variables: Readonly<Record<string, string>>): Promise<T> {
  const text = await readFile(new URL(`../hubspot-project/src/app/${file}`, import.meta.url), "utf8");
  const filled = text.replaceAll(/\$\{(\w+)\}/g, (_whole, name: string) => {
    const value = variables[name];
    // As HubSpot's tools say it.
    if (value === undefined)
      throw new Error(`Missing value for ${name} in ${file}. Add ${name} to your profile variables.`);
    return value;
  });
  return (JSON.parse(filled) as { config: T }).config;
}
