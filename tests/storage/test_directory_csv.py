"""A directory file: as spreadsheets save it, as officers fill it in, and as it goes wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.needs import Need
from storage import directory_cells
from storage.directory_csv import (
    ORGANISATION_COLUMNS,
    PROVIDER_COLUMNS,
    read_directory,
    template,
)
from storage.directory_entries import Directory, LineError, ServiceEntry
from texts.catalogue import LANGUAGES, Catalogue

HEADER = "code,name_th,name_en,network,kind,province,needs,service,areas,capacity,centre_of,phone,url,languages"
LINE = "A-1,หน่วยงานตัวอย่าง,Sample,bdsp,state,พัทลุง,packaging,advice,,,,,,"


def _read(text: str) -> Directory:
    directory = read_directory(text.encode())
    assert isinstance(directory, Directory), directory
    return directory


def _wrong(text: str) -> list[tuple[int, str | None, str]]:
    errors = read_directory(text.encode())
    assert isinstance(errors, list)
    return [(error.line, error.column, error.key.removeprefix("directory.wrong.")) for error in errors]


def _line(**cells: str) -> str:
    """One line that is right but for the given cells."""
    row = dict(zip(HEADER.split(","), LINE.split(","), strict=True)) | cells
    return f"{HEADER}\n{','.join(row.values())}\n"


# --- what is read -------------------------------------------------------------------------------------------


def test_the_template_is_read_as_it_is() -> None:
    (office,) = _read(template()).organisations
    assert (office.code, office.province, office.languages, office.capacity) == (
        "EXAMPLE-1",
        "TH-93",
        ("en", "th"),
        10,
    )
    assert office.services == (
        ServiceEntry("branding", "advice", frozenset({"TH-93", "TH-92"})),
        ServiceEntry("credit", "finance", frozenset({"TH"})),
        ServiceEntry("packaging", "advice", frozenset({"TH-93", "TH-92"})),
    )
    assert [one.organisation for one in _read(template("providers")).providers] == ["EXAMPLE-1"] * 2


def test_the_template_has_every_column() -> None:
    for kind, columns in (("organisations", ORGANISATION_COLUMNS), ("providers", PROVIDER_COLUMNS)):
        header = template(kind).splitlines()[0].split(",")
        assert tuple(directory_cells.column_of(name) for name in header) == columns


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_way_of_saving_says_the_same(encoding: str, delimiter: str, ending: str) -> None:
    text = template().replace(",", delimiter).replace("\n", ending)
    assert read_directory(text.encode(encoding)) == _read(template())


def test_blank_lines_line_breaks_and_commas_in_quotes_are_read() -> None:
    text = f'\n{HEADER},address\n\n{LINE},"1 ถ.ตัวอย่าง,\nอ.เมือง"\n,,,\n\n'
    (office,) = _read(text).organisations
    assert (office.line, office.address) == (4, "1 ถ.ตัวอย่าง,\nอ.เมือง")


def test_further_lines_of_an_organisation_add_services() -> None:
    text = f"{HEADER}\n{LINE}\nA-1,,,,,,branding|ip,training,ทั้งประเทศ|ตรัง,,,,,\nA-1,,,,,,packaging,advice,ตรัง,,,,,\n"
    (office,) = _read(text).organisations
    assert office.services == (
        ServiceEntry("branding", "training", frozenset({"TH"})),
        ServiceEntry("ip", "training", frozenset({"TH"})),
        ServiceEntry("packaging", "advice", frozenset({"TH-93", "TH-92"})),
    )


@pytest.mark.parametrize(
    "written",
    ["พัทลุง", "จังหวัดพัทลุง", "จ.พัทลุง", "จ. พัทลุง", "Phatthalung", "PHATTHALUNG", "TH-93", "th-93"],
)
def test_a_province_may_be_thai_english_or_a_code(written: str) -> None:
    assert directory_cells.province_of(written) == "TH-93"


@pytest.mark.parametrize(("written", "code"), [("กทม.", "TH-10"), ("โคราช", "TH-30"), ("อยุธยา", "TH-14")])
def test_common_short_names_are_known(written: str, code: str) -> None:
    assert directory_cells.province_of(written) == code


@pytest.mark.parametrize(
    ("written", "kept"),
    [("20000001", "020000001"), ("812345678", "0812345678"), ("02-000-0001 ต่อ 12", "02-000-0001 ต่อ 12")],
)
def test_a_zero_that_the_spreadsheet_dropped_comes_back(written: str, kept: str) -> None:
    assert directory_cells.phone_of(written) == kept


def test_every_need_is_known_by_its_code() -> None:
    assert directory_cells.needs_of("|".join(Need)) == tuple(Need)


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "problem"),
    [
        ({"code": ""}, "code", "missing"),
        ({"name_th": ""}, "name_th", "missing"),
        ({"network": ""}, "network", "missing"),
        ({"kind": ""}, "kind", "missing"),
        ({"province": ""}, "province", "missing"),
        ({"service": ""}, "service", "missing"),
        ({"needs": ""}, "needs", "missing"),
        ({"code": "a b"}, "code", "code"),
        ({"code": "x" * 65}, "code", "code"),
        ({"name_th": "x" * 201}, "name_th", "too_long"),
        ({"network": "other"}, "network", "unknown_network"),
        ({"kind": "other"}, "kind", "unknown_kind"),
        ({"province": "Atlantis"}, "province", "unknown_province"),
        ({"areas": "พัทลุง|Atlantis"}, "areas", "unknown_province"),
        ({"needs": "packaging|magic"}, "needs", "unknown_needs"),
        ({"service": "magic"}, "service", "unknown_service"),
        ({"capacity": "many"}, "capacity", "capacity"),
        ({"capacity": "0"}, "capacity", "capacity"),
        ({"capacity": "-1"}, "capacity", "capacity"),
        ({"phone": "call"}, "phone", "phone"),
        ({"url": "javascript:alert(1)"}, "url", "url"),
        ({"languages": "Klingon"}, "languages", "unknown_languages"),
        ({"centre_of": "Atlantis"}, "centre_of", "unknown_province"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(cells: dict[str, str], column: str, problem: str) -> None:
    assert _wrong(_line(**cells)) == [(2, column, problem)]


def test_all_errors_are_told_at_once_in_order_of_lines() -> None:
    text = f"{HEADER}\n{LINE}\nB,ก,B,nowhere,state,?,,,,,,,,\n\nC,,C,bdsp,state,ตรัง,,,,x,,,,\n"
    assert _wrong(text) == [
        (3, "network", "unknown_network"),
        (3, "province", "unknown_province"),
        (5, "capacity", "capacity"),
        (5, "name_th", "missing"),
    ]


def test_an_organisation_may_not_differ_between_its_lines() -> None:
    again = LINE.replace("พัทลุง", "ตรัง")
    errors = read_directory(f"{HEADER}\n{LINE}\n{again}\n".encode())
    assert errors == [LineError(3, "province", "directory.wrong.differs", {"first": 2})]


def test_a_province_has_one_centre_per_file() -> None:
    lines = "\n".join(LINE.replace("A-1", code).replace(",,,,,,", ",,,สตูล,,,") for code in ("A", "B"))
    assert _wrong(f"{HEADER}\n{lines}\n") == [(3, "centre_of", "two_centres")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (HEADER.encode(), "empty"),
        (b"PK\x03\x04 a workbook", "not_csv"),
        (b"\x00\x01\x02", "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        (b"code\n\xfc\xfd\xfe", "not_text"),
        (f'{HEADER}\n"A'.encode(), "quotes"),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole(content: bytes, problem: str) -> None:
    errors = read_directory(content)
    assert isinstance(errors, list)
    assert [error.key for error in errors] == [f"directory.wrong.{problem}"]


def test_odd_headers_are_told() -> None:
    assert _wrong("code,name_th,name_th,colour,\nA,ก,ข,red,\n") == [
        (1, "name_th", "twice"),
        (1, None, "unknown_column"),
        (1, "network", "no_column"),
        (1, "kind", "no_column"),
        (1, "province", "no_column"),
    ]
    assert (1, "needs", "other_column") in _wrong("code,organisation,name,needs\nA,B,ก,ip\n")
    assert _wrong("name_th\nก\n")[0] == (1, "code", "no_column")


def test_a_comma_outside_quotes_is_told() -> None:
    assert _wrong(f"{HEADER}\n{LINE},สวน\n") == [(2, None, "too_many_cells")]


def test_providers_need_a_code_of_their_own() -> None:
    text = "code,organisation,name\nP,A,ก\nP,A,ข\n,A,ค\n,A,ง\n"
    assert _wrong(text) == [(3, "code", "same_code"), (4, "code", "missing"), (5, "code", "missing")]


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    for start in (b"", f"{HEADER}\n".encode(), b"code,organisation,name\n"):
        assert isinstance(read_directory(start + content), Directory | list)


def test_every_error_can_be_said_in_every_language() -> None:
    catalogue = Catalogue.shipped()
    text = f"{HEADER},colour\nA b,,,x,x,x,x,x,x,x,x,x,x,xyz,,more\n"
    errors = read_directory(text.encode())
    assert isinstance(errors, list)
    assert len(errors) > 12
    for language in LANGUAGES:
        said = [error.in_words(language, catalogue) for error in errors]
        assert all(str(error.line) in words for error, words in zip(errors, said, strict=True))
    errors = read_directory(
        "\n".join([HEADER, *(LINE.replace(",,,,,,", ",,,สตูล,,,").replace("A-1", code) for code in "AB")]).encode()
    )
    assert isinstance(errors, list)
    assert "จังหวัด สตูล" in errors[0].in_words("th", catalogue)
    assert "Satun" in errors[0].in_words("en", catalogue)


def test_the_templates_columns_are_those_of_the_catalogue() -> None:
    catalogue = Catalogue.shipped()
    for column in (*ORGANISATION_COLUMNS, *PROVIDER_COLUMNS):
        for language in LANGUAGES:
            assert directory_cells.column_of(catalogue.say(f"directory.column.{column}", language)) == column
