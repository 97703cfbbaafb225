"""The tables of the core: known privileges and recipes."""

from __future__ import annotations

import json
from pathlib import Path

import kaltura_ks
import pytest
from kaltura_ks import fill_recipe, privilege_table, recipes

SECRET = "0123456789abcdef0123456789abcdef"
CASES = json.loads(
    (Path(__file__).parents[3] / "tests" / "cases" / "recipes.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_recipes_are_filled_in_as_by_the_other_languages(case: dict[str, object]) -> None:
    name, values = case["recipe"], case["set"]
    assert isinstance(name, str) and isinstance(values, dict)
    if "privileges" in case:
        assert fill_recipe(name, **values) == case["privileges"]
        return
    with pytest.raises(kaltura_ks.KsError) as raised:
        fill_recipe(name, **values)
    assert raised.value.code == case["code"]
    assert str(case.get("message", "")) in str(raised.value)


def test_each_recipe_has_a_case_and_its_values_are_arguments_of_generate() -> None:
    assert {recipe["name"] for recipe in recipes()} <= {case["recipe"] for case in CASES}
    for recipe in recipes():
        ks = kaltura_ks.generate(
            SECRET,
            None if recipe["anonymous"] else "ann@example.com",
            recipe["type"],
            102,
            recipe["expiry"],
            anonymous=recipe["anonymous"],
        )
        assert kaltura_ks.decode(ks, SECRET).type == recipe["type"]


def test_recipes_take_text_only() -> None:
    with pytest.raises(TypeError, match="entry"):
        fill_recipe("playback", entry=1)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="name"):
        fill_recipe(1)  # type: ignore[arg-type]


def test_the_privilege_table_describes_each_privilege() -> None:
    rows = {row["name"]: row for row in privilege_table()}
    kinds = [rows[name]["kind"] for name in ("sview", "urirestrict", "disableentitlement")]
    assert kinds == ["list", "uri_list", "flag"]
    assert rows["sview"]["read_by_server"] and rows["sview"]["read_by_application"] is None
    assert all(row["meaning"] for row in rows.values())
