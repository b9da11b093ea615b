/**
 * Texts as cells that no spreadsheet takes for a formula or for more than one cell: names come from other people.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */

/** What readers of CSV end a line or a cell at, also inside quotation marks. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/**
 * What a formula begins with, behind what a spreadsheet may trim or people cannot see: spaces, marks of direction, joiners.
 * Full-width and other forms of the signs count too. Where the list separator is a semicolon, a cell begins behind each.
 */
const FORMULA = /(^|;)(?=[\s\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠﹦﹢﹣﹫−⁺⁻])/gu;

/** The text on one line; an apostrophe in front of what would be a formula makes it a text. */
const csvText = (text: string): string => text.replaceAll(BREAKS, " ").replaceAll(FORMULA, "$1'");

/** A row by RFC 4180: every text is quoted. https://www.rfc-editor.org/rfc/rfc4180 */
export const csvRow = (cells: readonly (string | number)[]): string =>
  `${cells.map((cell) => (typeof cell === "number" ? cell : `"${csvText(cell).replaceAll('"', '""')}"`)).join(",")}\r\n`;
