/** The pictures of our delivery page in HubSpot's own components: bars, the curve, clicks by link. */
import {
  Flex,
  Heading,
  LineChart,
  ProgressBar,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from "@hubspot/ui-extensions";
import type { ReactElement } from "react";
import type { Picture } from "./picture.ts";

export function Pictures({ picture: { stages, curve, links } }: { readonly picture: Picture }): ReactElement {
  return (
    <>
      {stages !== null && <Stages {...stages} />}
      {curve !== null && <Curve {...curve} />}
      {links !== null && <Links {...links} />}
    </>
  );
}

function Stages({ title, stages, most, note }: NonNullable<Picture["stages"]>): ReactElement {
  return (
    <Flex direction="column" gap="small">
      <Heading>{title}</Heading>
      {stages.map(({ name, value, text }) => (
        <ProgressBar key={name} title={name} value={value} maxValue={most} valueDescription={text} />
      ))}
      <Text variant="microcopy">{note}</Text>
    </Flex>
  );
}

function Curve({ title, when, people, points }: NonNullable<Picture["curve"]>): ReactElement {
  return (
    <LineChart
      data={points.map((point) => ({ ...point }))}
      axes={{
        x: { field: "at", fieldType: "datetime", label: when },
        y: { field: "people", fieldType: "linear", label: people },
        options: { groupFieldByColor: "of" },
      }}
      options={{ title, showLegend: true, showTooltips: true }}
    />
  );
}

function Links({ title, columns, rows }: NonNullable<Picture["links"]>): ReactElement {
  const align = (column: number) => (column === 0 ? "left" : "right");
  return (
    <Flex direction="column" gap="small">
      <Heading>{title}</Heading>
      <Table bordered={true}>
        <TableHead>
          <TableRow>
            {columns.map((name, column) => (
              <TableHeader key={name} align={align(column)}>
                {name}
              </TableHeader>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((cells) => (
            <TableRow key={cells[0]}>
              {cells.map((cell, column) => (
                <TableCell key={columns[column]} align={align(column)}>
                  {cell}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Flex>
  );
}
