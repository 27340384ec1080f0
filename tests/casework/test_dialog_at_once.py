"""A question of a case and the owner's own words, at the same moment."""

import threading

from casework import closing
from intake.conversation import Answers, Conversation
from network.needs import Need
from storage import people, situations
from storage.tables import CaseRow, PersonRow
from tests.casework.conftest import Network
from tests.histories.people import line_id

TOLD = Answers(text="อยากขอสินเชื่อ ทำกะปิ", needs=(Need.CREDIT,), province="TH-90", product="กะปิ")


def test_a_matter_that_is_just_being_told_outlives_a_question_of_another(network: Network) -> None:
    case_id = network.opened(Need.PACKAGING)
    told, asked = threading.Event(), threading.Event()

    def ask_whether_done() -> None:
        told.wait(5)
        with network.database.writing() as session:
            closing.expect(session, session.get_one(CaseRow, case_id), "done", network.now)
            asked.set()

    asking = threading.Thread(target=ask_whether_done)
    asking.start()
    with network.database.writing() as session:
        _, row, _ = people.meet(session, line_id("owner-1"), network.now)
        situations.keep_conversation(row, Conversation("phone", TOLD), network.now)
        session.flush()
        told.set()
        # Long enough to be asked in, if nothing held it back.
        asked.wait(0.3)
    asking.join()

    with network.database.writing() as session:
        _, row, _ = people.meet(session, line_id("owner-1"), network.now)
        stands = situations.to_conversation(row)
    assert (stands.step, stands.answers) == ("phone", TOLD)
    assert stands.newer == Conversation("done", Answers(about=case_id))


def test_a_dialog_is_made_for_whoever_has_none_yet(network: Network) -> None:
    with network.database.writing() as session:
        session.add(
            PersonRow(line_user_id=line_id("owner-2"), language="th", first_seen_at=network.now, wrong_codes=0)
        )
    with network.database.writing() as session:
        person, row, _ = people.meet(session, line_id("owner-2"), network.now)
        assert (row.person_id, row.step) == (person.id, None)
