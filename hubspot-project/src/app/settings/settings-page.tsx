/** The app's page under Settings → Connected apps: it leads to our console. */
import {
  DescriptionList,
  DescriptionListItem,
  ErrorState,
  Flex,
  Heading,
  hubspot,
  Link,
  Text,
  useExtensionContext,
} from "@hubspot/ui-extensions";
import type { ReactElement } from "react";
import { CardCheck } from "./card-check.tsx";
import { settingsWords } from "./settings-words.ts";

hubspot.extend<"settings">(() => <SettingsPage />);

export function SettingsPage(): ReactElement {
  const { user, variables } = useExtensionContext<"settings">();
  const language = user.language ?? user.locale ?? "en";
  const words = settingsWords(language);
  const publicUrl = variables?.["PUBLIC_URL"];
  const cardsUrl = variables?.["CARDS_URL"];
  if (typeof publicUrl !== "string" || typeof cardsUrl !== "string") {
    return (
      <ErrorState title={words.notSetUp}>
        <Text>{words.what}</Text>
      </ErrorState>
    );
  }
  const at = (path: string) => ({ url: withoutSlash(publicUrl) + path, external: true });
  return (
    <Flex direction="column" gap="medium">
      <Heading>{words.product}</Heading>
      <Text>{words.what}</Text>
      <Text>{words.steps}</Text>
      <DescriptionList direction="column">
        <DescriptionListItem label={words.channelsHint}>
          <Link href={at("/channels")}>{words.channels}</Link>
        </DescriptionListItem>
        <DescriptionListItem label={words.messagesHint}>
          <Link href={at("/messages")}>{words.messages}</Link>
        </DescriptionListItem>
        <DescriptionListItem label={words.deliveriesHint}>
          <Link href={at("/deliveries")}>{words.deliveries}</Link>
        </DescriptionListItem>
      </DescriptionList>
      <CardCheck cardsUrl={withoutSlash(cardsUrl)} language={language} words={words} />
    </Flex>
  );
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, "");
