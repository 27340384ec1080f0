"""The shipped tables of places agree with each other."""

import csv
from importlib.resources import files

from intents.data.make_misspellings import rows, slips
from intents.gazetteer import gazetteer
from network.provinces import PROVINCES


def test_the_register_is_whole() -> None:
    names = gazetteer()
    districts = rows("districts.csv")
    assert len(districts) == 928
    assert sum(len(row["subdistricts"].split()) for row in districts) == 7436
    assert {row["province"] for row in districts} == set(PROVINCES)
    assert names.postcodes["93000"] == ("TH-93",)
    assert names.subdistricts["ศาลายา"] == ("TH-73",)


def test_every_name_leads_to_a_province_that_exists() -> None:
    names = gazetteer()
    for table in (names.running, names.provinces, names.latin):
        for name, meant in table.items():
            assert set(meant.provinces) <= set(PROVINCES), name


def test_an_ambiguous_name_is_nowhere_certain() -> None:
    names = gazetteer()
    for row in rows("ambiguous.csv"):
        if row["said"] in ("เลย", "ตาก", "แพร่", "น่าน", "ตราด"):
            continue
        meant = names.latin.get(row["said"]) or names.provinces.get(row["said"])
        assert meant is None or meant.ask, row["said"]


def test_a_misspelling_is_one_slip_from_its_province() -> None:
    official = {province.name_th: code for code, province in PROVINCES.items()}
    made = {slip: code for name, code in official.items() for slip in slips(name)}
    found = {row["said"]: row["province"] for row in rows("misspellings.csv")}
    assert len(found) > 1000
    assert all(found[slip] == code for slip, code in made.items() if slip in found)


def test_licences_travel_with_the_data() -> None:
    for package in ("intents.data", "network.data"):
        assert "MIT" in files(package).joinpath("LICENSE-thailand-geography-json").read_text("utf-8")


def test_cue_names_are_names() -> None:
    names = gazetteer()
    with files("intents.data").joinpath("common_names.csv").open(encoding="utf-8") as lines:
        unknown = [row["name"] for row in csv.DictReader(lines) if row["name"] not in names.running]
    assert len(unknown) < 12, unknown
