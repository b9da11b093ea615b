import { expect, test } from "@jest/globals";
import { createPlaces } from "../../src/console/live/places.ts";

const LIMITS = { person: 2, portal: 3, all: 5 };
const person = (portalId: number, userId: number) => ({ portalId, userId });

test("a person, a portal and all together take no more than their places", () => {
  const take = createPlaces(LIMITS);
  const one = [take(person(1, 1)), take(person(1, 1))];
  expect(one).not.toContain(null);
  expect(take(person(1, 1))).toBeNull();
  expect(take(person(1, 2))).not.toBeNull();
  expect(take(person(1, 3))).toBeNull();
  // The same user id in another portal is another person.
  expect(take(person(2, 1))).not.toBeNull();
  expect(take(person(3, 1))).not.toBeNull();
  expect(take(person(4, 1))).toBeNull();
  one[0]?.();
  expect(take(person(4, 1))).not.toBeNull();
});

test("what was refused has taken nothing", () => {
  const take = createPlaces(LIMITS);
  const places = [take(person(1, 1)), take(person(1, 1)), take(person(1, 2))];
  for (let refused = 0; refused < 10; refused += 1) expect(take(person(1, refused))).toBeNull();
  for (const leave of places) leave?.();
  for (let portal = 1; portal <= 5; portal += 1) expect(take(person(portal, 1))).not.toBeNull();
  expect(take(person(6, 1))).toBeNull();
});
