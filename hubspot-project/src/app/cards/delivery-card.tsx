/** The card on the delivery record. HubSpot runs it in the person's browser. */
import { Button, ErrorState, hubspot, LoadingSpinner, Text, useExtensionContext } from "@hubspot/ui-extensions";
import { useCrmProperties } from "@hubspot/ui-extensions/crm";
import type { ReactElement } from "react";
import { cardWords, type CardWords } from "./card-words.ts";
import { DeliveryView } from "./delivery-view.tsx";
import type { Asked } from "./our-service.ts";
import { useDelivery } from "./use-delivery.ts";

hubspot.extend<"crm.record.tab">(() => <DeliveryCard />);

/** The record carries our id; everything else is asked of our service, so that the card is never behind the record. */
const PROPERTIES = ["delivery_id"];

export function DeliveryCard(): ReactElement {
  const { user, portal, variables } = useExtensionContext<"crm.record.tab">();
  const { properties, isLoading, error, refetch } = useCrmProperties(PROPERTIES);
  const language = user.language ?? user.locale ?? "en";
  const words = cardWords(language);
  const publicUrl = variables?.["PUBLIC_URL"];
  const deliveryId = properties["delivery_id"] ?? "";
  if (typeof publicUrl !== "string") return <Failure title={words.notSetUp} hint={null} retry={null} words={words} />;
  if (isLoading) return <LoadingSpinner label={words.loading} showLabel={true} layout="centered" />;
  if (error !== null) {
    return <Failure title={words.noAnswer} hint={words.noRecordHint} retry={() => void refetch()} words={words} />;
  }
  if (deliveryId === "") return <Text>{words.noDelivery}</Text>;
  const asked = { publicUrl: publicUrl.replace(/\/+$/, ""), deliveryId, language, timeZone: portal.timezone };
  return <AskedDelivery key={deliveryId} asked={asked} words={words} />;
}

function AskedDelivery({ asked, words }: { readonly asked: Asked; readonly words: CardWords }): ReactElement {
  const controls = useDelivery(asked);
  const { picture, trouble, load } = controls;
  if (picture !== null) return <DeliveryView picture={picture} controls={controls} words={words} />;
  if (trouble === null) return <LoadingSpinner label={words.loading} showLabel={true} layout="centered" />;
  const { met } = trouble;
  const [title, hint] = met.kind === "refused" ? [met.title, met.detail] : [words.noAnswer, words.noAnswerHint];
  return <Failure title={title} hint={hint} retry={load} words={words} />;
}

interface Failed {
  readonly title: string;
  readonly hint: string | null;
  /** Null where trying again would change nothing. */
  readonly retry: (() => void) | null;
  readonly words: CardWords;
}

function Failure({ title, hint, retry, words }: Failed): ReactElement {
  return (
    <ErrorState title={title}>
      {hint !== null && <Text>{hint}</Text>}
      {retry !== null && <Button onClick={retry}>{words.retry}</Button>}
    </ErrorState>
  );
}
