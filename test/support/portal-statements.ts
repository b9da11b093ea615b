/**
 * Whether a statement names the portal of every row that it reads or writes: by construction nothing of another portal is met,
 * and a PostgreSQL that distributes tables by `portal_id` can carry it out where the portal's rows are.
 *
 * A table counts as named where a condition that always holds says `portal_id =` a parameter, a variable of the function, or the
 * `portal_id` of a row that is named itself.
 */
import { parsePlPgSQLSync, parseSync } from "libpg-query";

const TABLES: ReadonlySet<string> = new Set([
  "portals",
  "members",
  "sessions",
  "api_keys",
  "audit",
  "channels",
  "testers",
  "saved_messages",
  "deliveries",
  "editions",
  "recipients",
  "timeline",
  "readings",
  "known_names",
  "owed_records",
  "enrollments",
]);

/** Weeks of executions are tables of their own. */
const isOfPortals = (name: string): boolean => TABLES.has(name) || /^(gone_)?enrollments_\d{8}$/.test(name);

/** Worth looking at. */
export const namesPortalTable = (statement: string): boolean =>
  statement.match(/\w+/g)?.some((word) => isOfPortals(word)) === true;

/** A node of PostgreSQL's syntax tree: https://github.com/pganalyze/libpg_query */
type Node = Readonly<Record<string, unknown>>;

const text = (node: unknown, key: string): string => {
  const value = (node as Node | undefined)?.[key];
  return typeof value === "string" ? value : "";
};

/** A row source of one FROM clause. `portal`: null where it has no such column. */
interface Relation {
  readonly name: string;
  /** Null where it is no table of portals. */
  readonly table: string | null;
  portal: "named" | "open" | null;
}

interface Output {
  readonly name: string;
  readonly named: boolean;
}

interface Scope {
  readonly outer: Scope | null;
  readonly relations: Relation[];
  readonly ctes: Map<string, readonly Output[]>;
}

/** What is wrong; empty for a statement that no row of an unnamed portal can be met by. Throws for what cannot be parsed. */
export function faultsOf(statement: string, variables: ReadonlySet<string> = new Set()): readonly string[] {
  const faults: string[] = [];
  const { stmts = [] } = parseSync(statement);
  for (const { stmt } of stmts) visit(stmt, { outer: null, relations: [], ctes: new Map() }, { faults, variables });
  return [...new Set(faults)];
}

/** Of the statements of a function, as `pg_get_functiondef` writes it. One in SQL has no business with a portal's tables. */
export function faultsOfFunction(definition: string): readonly string[] {
  if (!/^ LANGUAGE plpgsql$/m.test(definition))
    return namesPortalTable(definition) ? ["a function in SQL with a table of portals"] : [];
  const { plpgsql_funcs: functions } = parsePlPgSQLSync(definition) as unknown as { plpgsql_funcs: unknown };
  const variables = new Set(found(functions, "refname"));
  return found(functions, "query").flatMap((query) => faultsOf(asStatement(query), variables));
}

/** An expression, or an assignment, as the query that it is for PostgreSQL. */
const asStatement = (query: string): string => {
  const [, value] = /^\s*[\w.[\]]+\s*:?=\s*([^]*)$/.exec(query) ?? [];
  if (value !== undefined) return `select ${value}`;
  return /^\s*(with|select|insert|update|delete)\b/i.test(query) ? query : `select ${query}`;
};

const found = (node: unknown, key: string): string[] =>
  childrenOf(node).flatMap(([name, value]) =>
    name === key && typeof value === "string" ? [value] : found(value, key),
  );

const childrenOf = (node: unknown): [string, unknown][] =>
  typeof node === "object" && node !== null ? Object.entries(node) : [];

interface Report {
  readonly faults: string[];
  readonly variables: ReadonlySet<string>;
}

const QUERIES = ["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"] as const;

/** Queries wherever they are, each with what is around it. */
function visit(node: unknown, scope: Scope, report: Report): void {
  for (const [name, value] of childrenOf(node)) {
    if (QUERIES.some((query) => query === name)) query(name, value as Node, scope, report);
    else visit(value, scope, report);
  }
}

/** Its columns, in their order. */
function query(kind: string, node: Node, outer: Scope, report: Report): readonly Output[] {
  const scope: Scope = { outer, relations: [], ctes: new Map() };
  for (const cte of list((node["withClause"] as Node | undefined)?.["ctes"])) {
    const { ctequery, aliascolnames, ...named } = cte["CommonTableExpr"] as Node;
    scope.ctes.set(text(named, "ctename"), renamed(inner(ctequery, scope, report), aliascolnames));
  }
  if (node["op"] === "SETOP_UNION" || node["op"] === "SETOP_INTERSECT" || node["op"] === "SETOP_EXCEPT") {
    const [left, right] = ["larg", "rarg"].map((side) => query(kind, node[side] as Node, scope, report));
    return (left ?? []).map((one, index) => ({ ...one, named: one.named && right?.[index]?.named === true }));
  }
  const conditions = [node["whereClause"]];
  const target = node["relation"] as Node | undefined;
  if (target !== undefined) addTable(target, scope, kind === "InsertStmt");
  const later: (() => void)[] = [];
  for (const item of [...list(node["fromClause"]), ...list(node["usingClause"])])
    addItem(item, { scope, conditions, later, report });
  nameByConditions(conditions, scope, report);
  for (const look of later) look();
  nameByConditions(conditions, scope, report);
  if (kind === "InsertStmt") insertion(node, scope, report);
  const { withClause: _with, fromClause: _from, usingClause: _using, selectStmt: _source, ...rest } = node;
  visit(rest, scope, report);
  visit(conditions.slice(1), scope, report);
  for (const { name, table, portal } of scope.relations)
    if (table !== null && portal === "open")
      report.faults.push(`${table}${name === table ? "" : ` ${name}`}: no portal is named`);
  return outputsOf(kind === "SelectStmt" ? node["targetList"] : returningOf(node), scope, report);
}

const returningOf = (node: Node): unknown => (node["returningClause"] as Node | undefined)?.["exprs"];

const list = (value: unknown): readonly Node[] => (Array.isArray(value) ? (value as readonly Node[]) : []);

function inner(node: unknown, scope: Scope, report: Report): readonly Output[] {
  const [[kind, value] = ["", {}]] = childrenOf(node);
  return query(kind, value as Node, scope, report);
}

const renamed = (outputs: readonly Output[], names: unknown): readonly Output[] => {
  const given = list(names).map(stringIn);
  return outputs.map((output, index) => ({ ...output, name: given[index] ?? output.name }));
};

const stringIn = (node: Node | undefined): string => text(node?.["String"], "sval");

/** Where an INSERT writes to is named by what it writes. */
function addTable(node: Node, scope: Scope, isWritten = false): void {
  const [relname, schemaname] = [text(node, "relname"), text(node, "schemaname")];
  const name = aliasOf(node) || relname;
  const cte = schemaname === "" ? cteNamed(relname, scope) : undefined;
  if (cte !== undefined) scope.relations.push({ name, table: null, portal: portalOf(cte) });
  else if (schemaname !== "" || !isOfPortals(relname)) scope.relations.push({ name, table: null, portal: null });
  else scope.relations.push({ name, table: relname, portal: isWritten ? "named" : "open" });
}

const cteNamed = (name: string, scope: Scope | null): readonly Output[] | undefined =>
  scope === null ? undefined : (scope.ctes.get(name) ?? cteNamed(name, scope.outer));

function portalOf(outputs: readonly Output[]): Relation["portal"] {
  const column = outputs.find(({ name }) => name === "portal_id");
  if (column === undefined) return null;
  return column.named ? "named" : "open";
}

interface From {
  readonly scope: Scope;
  /** All must hold. */
  readonly conditions: unknown[];
  /** What may refer to the other row sources. */
  readonly later: (() => void)[];
  readonly report: Report;
}

function addItem(item: Node, from: From): void {
  const { scope, conditions, later, report } = from;
  const { RangeVar, RangeSubselect, RangeFunction, JoinExpr } = item as Readonly<Record<string, Node | undefined>>;
  if (RangeVar !== undefined) addTable(RangeVar, scope);
  if (RangeFunction !== undefined) {
    scope.relations.push({ name: aliasOf(RangeFunction), table: null, portal: null });
    later.push(() => visit(RangeFunction, scope, report));
  }
  if (RangeSubselect !== undefined) {
    const relation: Relation = { name: aliasOf(RangeSubselect), table: null, portal: null };
    scope.relations.push(relation);
    later.push(() => {
      const columns = (RangeSubselect["alias"] as Node)["colnames"];
      relation.portal = portalOf(renamed(inner(RangeSubselect["subquery"], scope, report), columns));
    });
  }
  if (JoinExpr === undefined) return;
  for (const side of ["larg", "rarg"]) addItem(JoinExpr[side] as Node, from);
  conditions.push(JoinExpr["quals"]);
}

const aliasOf = (node: Node): string => text(node["alias"], "aliasname");

function nameByConditions(conditions: readonly unknown[], scope: Scope, report: Report): void {
  const equalities = conditions.flatMap(equalitiesIn);
  for (let changed = true; changed;) {
    changed = false;
    for (const [one, other] of equalities) {
      for (const [column, value] of [
        [one, other],
        [other, one],
      ] as const) {
        const relation = ownerOf(column, { ...scope, outer: null });
        if (relation?.portal !== "open" || !isNamed(value, scope, report)) continue;
        relation.portal = "named";
        changed = true;
      }
    }
  }
}

function equalitiesIn(condition: unknown): [unknown, unknown][] {
  const { BoolExpr, A_Expr } = (condition ?? {}) as Readonly<Record<string, Node | undefined>>;
  if (BoolExpr?.["boolop"] === "AND_EXPR") return list(BoolExpr["args"]).flatMap(equalitiesIn);
  if (A_Expr?.["kind"] !== "AEXPR_OP" || stringIn(list(A_Expr["name"])[0]) !== "=") return [];
  return [[A_Expr["lexpr"], A_Expr["rexpr"]]];
}

/** The row source whose `portal_id` this is. */
function ownerOf(node: unknown, scope: Scope | null): Relation | undefined {
  const names = fieldsOf(node);
  if (scope === null || names.at(-1) !== "portal_id") return undefined;
  const [name] = names.length > 1 ? names : [null];
  const own = scope.relations.find((one) => (name === null ? one.portal !== null : one.name === name));
  return own ?? ownerOf(node, scope.outer);
}

const fieldsOf = (node: unknown): string[] =>
  list(((node as Node | undefined)?.["ColumnRef"] as Node | undefined)?.["fields"]).map(stringIn);

function isNamed(node: unknown, scope: Scope, report: Report): boolean {
  const { ParamRef, A_Const, TypeCast } = (node ?? {}) as Readonly<Record<string, Node | undefined>>;
  if (ParamRef !== undefined || A_Const !== undefined) return true;
  if (TypeCast !== undefined) return isNamed(TypeCast["arg"], scope, report);
  const owner = ownerOf(node, scope);
  if (owner !== undefined) return owner.portal === "named";
  const names = fieldsOf(node);
  return names.length === 1 && report.variables.has(names[0] ?? "");
}

function outputsOf(targets: unknown, scope: Scope, report: Report): readonly Output[] {
  return list(targets).flatMap((target) => {
    const { val, ...result } = target["ResTarget"] as Node;
    const { fields } = ((val as Node)["ColumnRef"] ?? {}) as { fields?: readonly Node[] };
    const names = fieldsOf(val);
    if (fields?.at(-1)?.["A_Star"] === undefined)
      return { name: text(result, "name") || (names.at(-1) ?? ""), named: isNamed(val, scope, report) };
    const all = scope.relations.filter((one) => names.length === 1 || one.name === names[0]);
    return all.flatMap(({ portal }) => (portal === null ? [] : { name: "portal_id", named: portal === "named" }));
  });
}

function insertion(node: Node, scope: Scope, report: Report): void {
  const table = scope.relations[0]?.table ?? null;
  const [[, source] = ["", {}]] = childrenOf(node["selectStmt"]);
  const place = list(node["cols"]).findIndex((column) => (column["ResTarget"] as Node)["name"] === "portal_id");
  const rows = list((source as Node)["valuesLists"]).map((row) => list((row["List"] as Node)["items"]));
  const names =
    rows.length === 0
      ? query("SelectStmt", source as Node, scope, report)[place]?.named === true
      : rows.every((row) => isNamed(row[place], scope, report));
  if (rows.length > 0) visit(source, scope, report);
  if (table === null) return;
  if (place < 0 || !names) report.faults.push(`insert into ${table}: no portal is named`);
  // A distributed PostgreSQL takes no other.
  if (rows.flat().some((value) => value["SubLink"] !== undefined))
    report.faults.push(`insert into ${table}: a query among the values`);
}
