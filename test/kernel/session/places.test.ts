import assert from "node:assert/strict";
import { test } from "node:test";
import { createPlaces } from "../../../kernel/session/places.js";

test("offsets and places lead to each other", () => {
  for (const text of ["", "a", "\n", "ab\n\ncde\n", "a\r\nb", "x\ny"]) {
    const places = createPlaces(text);
    for (let offset = 0; offset <= text.length; offset++) {
      const before = text.slice(0, offset).split("\n");
      const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
      assert.deepEqual(places.at(offset), place);
      assert.equal(places.offset(place), offset);
    }
  }
});

test("a place outside lies at the nearest end", () => {
  const places = createPlaces("ab\ncd");
  assert.equal(places.offset({ line: 9, column: 1 }), 3);
  assert.equal(places.offset({ line: 2, column: 99 }), 5);
});
