"""What the screens of the desk are held to: each statement with the tests that try it. A test that
is gone or renamed is missed here."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
# Two wait for rooms that are not there yet: articles in the palette (4), devices of a client (25).
STATEMENTS: dict[int, tuple[str, ...]] = {
    1: ("web/console/test_views.py::test_my_work_says_why_each_stands_there",
        "bench/test_pages.py::test_no_list_of_a_million_reads_whole_tables"),
    2: ("stories/test_writing_day.py::every_key_that_is_listed_works",),
    3: ("stories/test_lists.py::test_a_list_is_worked_with_keys_alone",),
    4: ("stories/test_writing_day.py::the_palette_is_walked_with_arrows",
        "web/console/test_search.py::"
        "test_the_palette_finds_numbers_words_people_clients_and_queues"),
    5: ("stories/test_lists.py::change_and_undo",
        "stories/test_lists.py::nothing_fires_while_typing"),
    6: ("stories/test_lists.py::go_and_walk",
        "web/console/test_pages.py::test_the_queue_one_came_from_stands_beside_its_tickets",
        "stories/test_writing_day.py::everything_fits_a_narrow_window"),
    7: ("web/console/test_views.py::test_the_address_says_order_groups_and_columns",
        "safety/test_p22_limits.py::test_nothing_of_another_client_stands_on_any_page"),
    8: ("web/console/test_views.py::test_a_view_keeps_all_of_the_layout",
        "safety/test_p22_search.py::test_counts_of_saved_views_count_only_what_is_seen"),
    9: ("stories/test_screens.py::chips_and_text_stay_in_step",
        "web/console/test_queues.py::test_a_filter_that_cannot_be_read_stays_in_its_box"),
    10: ("web/console/test_bulk.py::test_a_change_is_made_and_undone",
         "web/console/test_bulk.py::test_what_was_refused_is_listed_with_its_reason"),
    11: ("stories/test_lists.py::change_and_undo",
         "web/test_undoing.py::test_each_comes_back_as_it_was"),
    12: ("stories/test_writing_day.py::a_canned_reply_and_a_picture_come_back_with_undo",
         "web/console/test_ticket.py::test_a_reply_taken_back_returns_to_the_composer"),
    13: ("stories/test_composer.py::a_dead_browser_loses_little",
         "stories/test_composer.py::time_outlives_a_reload"),
    14: ("stories/test_two_at_work.py::they_see_each_other",
         "tickets/test_presence.py::test_who_leaves_is_gone_at_once_and_who_dies_soon"),
    15: ("stories/test_two_at_work.py::nobody_answers_what_was_answered",),
    16: ("stories/test_screens.py::reply_and_note_cannot_be_confused",),
    17: ("web/console/test_canned.py::test_what_is_unfilled_is_not_sent_but_noted",
         "stories/test_writing_day.py::a_canned_reply_and_a_picture_come_back_with_undo"),
    18: ("stories/test_two_at_work.py::a_mention_rings_once",
         "web/console/test_ticket_links.py::test_it_is_completed_by_subject_and_number"),
    19: ("web/console/test_macros.py::test_a_macro_is_chosen_seen_done_and_undone",),
    20: ("web/console/test_pages.py::test_sending_and_going_on_opens_the_next_of_the_same_queue",
         "stories/test_composer.py::one_message_however_often_it_is_sent"),
    21: ("web/test_promises.py::test_every_state_of_a_clock_has_a_chip",
         "web/console/test_statements.py::test_the_working_of_a_promise_asks_seldom"),
    22: ("web/test_promises.py::test_the_exact_instant_names_its_zone",),
    23: ("web/console/test_timeline.py::test_one_sort_is_shown_alone",),
    24: ("stories/test_screens.py::the_original_is_shown_and_asks_nobody",),
    25: ("web/console/test_panels.py::test_more_of_the_requester_is_told",
         "web/console/test_panels.py::"
         "test_similar_tickets_are_explained_by_the_words_that_both_have",
         "web/console/test_contracts.py::test_the_panel_says_what_is_covered_and_why"),
    26: ("web/console/timekeeping/test_time_pages.py::test_one_timer_runs_and_becomes_an_entry",
         "web/console/timekeeping/test_time_pages.py::"
         "test_time_goes_along_with_a_note_and_its_fault_stays_in_the_composer"),
    27: ("stories/test_writing_day.py::three_are_merged_and_stand_alone_again",
         "web/console/test_regrouping.py::test_split_from_its_page_and_undone",
         "web/console/test_relating.py::test_linked_from_the_panel_and_shown_both_ways"),
    28: ("stories/test_screens.py::news_wait_below",),
    29: ("stories/test_two_at_work.py::a_row_that_no_longer_fits_stays",),
    30: ("desk/test_snoozing.py::test_presets_are_by_the_readers_clock",
         "desk/test_snoozing.py::test_an_answer_of_the_requester_wakes_it_at_once",
         "stories/test_screens.py::snoozed_it_wakes_by_an_answer"),
    31: ("stories/test_bell.py::test_the_bell_rings_and_leads_to_what_is_new",
         "web/console/test_notices.py::test_all_are_marked_read"),
    32: ("web/console/test_preferences.py::"
         "test_the_look_is_there_before_the_first_paint_and_on_the_page_of_sign_in",),
    33: ("web/test_accessibility.py::test_axe_finds_no_fault_on_any_page",
         "web/test_accessibility_everywhere.py::test_axe_finds_no_fault_on_any_declared_page",
         "stories/test_writing_day.py::everything_fits_a_narrow_window"),
    34: ("web/console/test_calls.py::test_nobody_waits",
         "web/console/test_notices.py::test_an_empty_bell_says_why"),
    35: ("web/console/test_entering.py::test_nonsense_is_refused_with_the_rest_kept",
         "stories/test_writing_day.py::what_is_written_without_a_connection_is_not_lost"),
    36: ("stories/test_screens.py::a_file_too_large_is_not_sent",
         "web/console/test_attaching.py::test_they_outlive_the_page_and_go_with_the_reply"),
    37: ("stories/test_composer.py::one_message_however_often_it_is_sent",
         "web/console/test_ticket.py::test_sent_twice_is_said_once"),
    38: ("stories/test_phone.py::test_a_call_comes_up_and_becomes_a_ticket_by_keys_alone",),
    39: ("safety/test_p22_limits.py::test_what_is_out_of_reach_answers_as_what_does_not_exist",
         "web/live/test_stream.py::test_a_requester_hears_what_is_public_and_his"),
    40: ("stories/test_screens.py::one_thumb_is_enough",),
}  # fmt: skip


def test_all_forty_are_there():
    assert list(STATEMENTS) == list(range(1, 41))


@pytest.mark.parametrize("number", STATEMENTS)
def test_each_statement_has_tests_that_exist(number):
    for named in STATEMENTS[number]:
        path, _sign, name = named.partition("::")
        assert re.search(rf"^def {name}\(", (TESTS / path).read_text("utf-8"), re.MULTILINE), named
