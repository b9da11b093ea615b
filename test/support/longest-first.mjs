/**
 * Test files in an order that leaves no processor idle at the end. Until jest knows how long each takes, it begins with the
 * largest; journeys take long however large they are.
 */
import TestSequencer from "@jest/test-sequencer";

const isNewJourney = ({ path, duration }) => duration === undefined && path.includes("/test/journey/");

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => Number(isNewJourney(other)) - Number(isNewJourney(one)));
  }
}
