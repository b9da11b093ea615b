/** A delivery in HubSpot's own components: the same picture as on our delivery page. */
import {
  Alert,
  AutoGrid,
  ButtonRow,
  DescriptionList,
  DescriptionListItem,
  Flex,
  Heading,
  Link,
  LoadingButton,
  StatusTag,
  Text,
  Tile,
} from "@hubspot/ui-extensions";
import type { ReactElement } from "react";
import type { CardWords } from "./card-words.ts";
import { Pictures } from "./pictures-view.tsx";
import type { Picture } from "./picture.ts";
import type { DeliveryControls, Trouble } from "./use-delivery.ts";

interface Shown {
  readonly picture: Picture;
  readonly controls: DeliveryControls;
  readonly words: CardWords;
}

export function DeliveryView({ picture, controls, words }: Shown): ReactElement {
  const { name, standing, headline, page } = picture;
  return (
    <Flex direction="column" gap="medium">
      {controls.trouble !== null && <TroubleAlert trouble={controls.trouble} words={words} />}
      <Flex direction="row" justify="between" align="center" gap="small" wrap="wrap">
        <Heading>{name}</Heading>
        <StatusTag variant={standing.tone}>{standing.label}</StatusTag>
      </Flex>
      <Text>{headline}</Text>
      {picture.recipients !== null && <Text format={{ fontWeight: "bold" }}>{picture.recipients}</Text>}
      {picture.forecast !== null && <Forecast {...picture.forecast} />}
      {picture.denied !== null && <Text variant="microcopy">{picture.denied}</Text>}
      <Commands picture={picture} controls={controls} />
      <Numbers picture={picture} />
      <Pictures picture={picture} />
      <Details picture={picture} />
      <Link href={{ url: page.url, external: true }}>{page.label}</Link>
    </Flex>
  );
}

/** What the last request met; the rest of the card shows where the delivery stands. */
function TroubleAlert({ trouble, words }: { readonly trouble: Trouble; readonly words: CardWords }): ReactElement {
  const { met, command } = trouble;
  const [title, detail] =
    met.kind === "refused"
      ? [met.title, met.detail]
      : command === null
        ? [words.noAnswer, words.noAnswerHint]
        : [words.noAnswerToCommand, words.noAnswerToCommandHint];
  return (
    <Alert title={title} variant="warning">
      {detail}
    </Alert>
  );
}

/** While one is under way none can be pressed. */
function Commands({ picture, controls }: Omit<Shown, "words">): ReactElement | null {
  const { busy, press, load } = controls;
  if (picture.commands.length === 0 && picture.refresh === null) return null;
  return (
    <ButtonRow>
      {picture.commands.map((command, index) => (
        <LoadingButton
          key={command.do}
          testId={command.do}
          variant={command.do === "cancel" ? "destructive" : index === 0 ? "primary" : "secondary"}
          loading={busy === command.do}
          disabled={busy !== null}
          onClick={() => press(command.do)}
        >
          {command.label}
        </LoadingButton>
      ))}
      {picture.refresh !== null && (
        <LoadingButton testId="refresh" loading={busy === "load"} disabled={busy !== null} onClick={load}>
          {picture.refresh}
        </LoadingButton>
      )}
    </ButtonRow>
  );
}

function Numbers({ picture: { numbers, nextReading } }: Pick<Shown, "picture">): ReactElement {
  return (
    <>
      <AutoGrid columnWidth={140} flexible={true} gap="small">
        {numbers.map(({ label, value, state }) => (
          <Tile key={label} compact={true}>
            <Text variant="microcopy">{label}</Text>
            <Heading>{value}</Heading>
            <Text variant="microcopy">{state}</Text>
          </Tile>
        ))}
      </AutoGrid>
      {nextReading !== null && <Text variant="microcopy">{nextReading}</Text>}
    </>
  );
}

/** Above the buttons: who approves should know whom it reaches. */
function Forecast({ label, text }: NonNullable<Picture["forecast"]>): ReactElement {
  return (
    <DescriptionList direction="row">
      <DescriptionListItem label={label}>
        <Text>{text}</Text>
      </DescriptionListItem>
    </DescriptionList>
  );
}

function Details({ picture: { targeting, message } }: Pick<Shown, "picture">): ReactElement {
  return (
    <DescriptionList direction="column">
      <DescriptionListItem label={targeting.label}>
        <Text>{targeting.words}</Text>
      </DescriptionListItem>
      {message.bubbles.length > 0 && (
        <DescriptionListItem label={message.label}>
          <Text>{message.bubbles.join("\n")}</Text>
        </DescriptionListItem>
      )}
    </DescriptionList>
  );
}
