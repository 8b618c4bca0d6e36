"""What each telephone system posts, in the shapes in which they post it, is one call to us."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from deskhand.phone.systems.choosing import ANSWERS, SYSTEMS
from deskhand.phone.systems.saying import Unreadable, read_body

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def heard(system: str, fields: dict | bytes, kind: str = FORM):
    body = fields if isinstance(fields, bytes) else urlencode(fields, doseq=True).encode()
    return SYSTEMS[system](read_body(body, kind), at=AT)


SIPGATE = {
    "event": "newCall",
    "direction": "in",
    "from": "492111234567",
    "to": "4915791234567",
    "callId": "12345678",
    "origCallId": "12345678",
    "user[]": ["Ada", "Nils"],
    "userId[]": ["w0", "w1"],
    "fullUserId[]": ["1234567w0", "1234567w1"],
    "xcid": "312de9a6c4e",
}


def test_sipgate_rings_at_its_users():
    (call,) = heard("sipgate", SIPGATE)
    assert (call.key, call.direction, call.number) == ("12345678", "in", "+492111234567")
    assert call.lines == ("w0", "w1", "1234567w0", "1234567w1")
    assert (call.began_at, call.answered_at) == (AT, None)


def test_sipgate_tells_who_answers_and_that_it_ends():
    answer = {
        **{k: SIPGATE[k] for k in ("direction", "from", "to", "callId")},
        **{"event": "answer", "user": "Ada", "userId": "w0", "fullUserId": "1234567w0"},
        "answeringNumber": "21199999999",
    }
    (call,) = heard("sipgate", answer)
    assert (call.answered_at, call.lines) == (AT, ("w0", "1234567w0"))
    hangup = {"event": "hangup", "cause": "normalClearing", "callId": "12345678"}
    (call,) = heard("sipgate", {**answer, **hangup})
    assert call.ended_at == AT
    assert heard("sipgate", {**answer, **hangup, "cause": "forwarded"}) == []
    assert heard("sipgate", {"event": "dtmf", "dtmf": "1", "callId": "1"}) == []


def test_sipgate_withheld_and_outgoing():
    (call,) = heard("sipgate", {**SIPGATE, "from": "anonymous"})
    assert call.number == ""
    (call,) = heard("sipgate", {**SIPGATE, "direction": "out"})
    assert (call.direction, call.number) == ("out", "+4915791234567")


def test_sipgate_is_asked_for_what_comes_next():
    said = ANSWERS["sipgate"]("https://desk.example/api/v1/phone/sipgate?token=a&b=c")
    assert 'onAnswer="https://desk.example/api/v1/phone/sipgate?token=a&amp;b=c"' in said
    assert "onHangup=" in said


TWILIO = {
    "AccountSid": "AC" + "0" * 32,
    "ApiVersion": "2010-04-01",
    "CallSid": "CAparent",
    "CallStatus": "ringing",
    "Called": "+4921199999999",
    "Caller": "+492111234567",
    "CallerCountry": "DE",
    "Direction": "inbound",
    "From": "+492111234567",
    "To": "+4921199999999",
}
LEG = {
    "CallSid": "CAchild",
    "ParentCallSid": "CAparent",
    "Direction": "outbound-dial",
    "To": "client:ada",
    "Timestamp": "Wed, 04 Mar 2026 08:59:30 +0000",
    "SequenceNumber": "1",
}


def test_twilio_legs_belong_to_the_call():
    (call,) = heard("twilio", TWILIO)
    assert (call.key, call.number, call.lines) == ("CAparent", "+492111234567", ("+4921199999999",))
    (leg,) = heard("twilio", {**TWILIO, **LEG})
    assert (leg.key, leg.lines, leg.direction) == ("CAparent", ("ada",), "in")
    assert leg.began_at == AT - timedelta(seconds=30)
    (leg,) = heard("twilio", {**TWILIO, **LEG, "CallStatus": "in-progress"})
    assert leg.answered_at == AT - timedelta(seconds=30)


def test_twilio_a_robot_answers_nothing_and_one_phone_that_rings_out_ends_nothing():
    assert heard("twilio", {**TWILIO, "CallStatus": "in-progress"}) == []
    assert heard("twilio", {**TWILIO, **LEG, "CallStatus": "no-answer"}) == []
    (call,) = heard("twilio", {**TWILIO, "CallStatus": "completed", "CallDuration": "37"})
    assert call.ended_at == AT


def test_twilio_a_call_of_ours():
    said = {**TWILIO, "Direction": "outbound-api", "From": "+4921199999999", "To": "+49301234567"}
    (call,) = heard("twilio", said)
    assert (call.direction, call.number) == ("out", "+49301234567")


DIAL = {
    "Event": "DialBegin",
    "Channel": "PJSIP/trunk-00000001",
    "CallerIDNum": "02111234567",
    "CallerIDName": "<unknown>",
    "Exten": "100",
    "Uniqueid": "1772614800.1",
    "Linkedid": "1772614800.1",
    "DestChannel": "PJSIP/201-00000002",
    "DestCallerIDNum": "201",
    "DestExten": "100",
    "DestUniqueid": "1772614800.2",
    "DestLinkedid": "1772614800.1",
    "DialString": "201/sip:201@192.0.2.7",
    "Timestamp": "1772614795.2",
}


def test_asterisk_rings_answers_and_hangs_up():
    (call,) = heard("asterisk", DIAL)
    assert (call.key, call.number) == ("1772614800.1", "02111234567")
    assert call.lines[0] == "201"
    assert call.began_at == datetime.fromtimestamp(1772614795.2, UTC)
    (call,) = heard("asterisk", {**DIAL, "Event": "DialEnd", "DialStatus": "ANSWER"})
    assert call.answered_at
    assert heard("asterisk", {**DIAL, "Event": "DialEnd", "DialStatus": "NOANSWER"}) == []
    ends = {"Event": "Hangup", "Linkedid": "1772614800.1", "Cause": "16"}
    assert heard("asterisk", {**ends, "Uniqueid": "1772614800.2"}) == []
    (call,) = heard("asterisk", {**ends, "Uniqueid": "1772614800.1"})
    assert (call.key, call.ended_at) == ("1772614800.1", AT)


def test_asterisk_a_call_of_ours_goes_out():
    said = {**DIAL, "CallerIDNum": "201", "DestExten": "0301234567", "DestCallerIDNum": ""}
    (call,) = heard("asterisk", said)
    assert (call.direction, call.number, call.lines) == ("out", "0301234567", ("201",))


THREECX = (
    b'{"CallType": "Inbound", "CallDirection": "Inbound", "Number": "02111234567", "Agent": "201",'
    b' "Name": "Bea Birch", "QueueExtension": "800", "Duration": "00:03:20",'
    b' "CallStartTimeUTC": "2026-03-04T08:55:00Z",'
    b' "CallEstablishedTimeUTC": "2026-03-04T08:55:10Z",'
    b' "CallEndTimeUTC": "2026-03-04T08:58:30Z"}'
)


def test_3cx_reports_what_is_over():
    (call,) = heard("3cx", THREECX, JSON)
    assert (call.number, call.lines, call.direction) == ("02111234567", ("201", "800"), "in")
    assert call.ended_at - call.answered_at == timedelta(minutes=3, seconds=20)
    assert heard("3cx", THREECX, JSON)[0].key == call.key
    (missed,) = heard("3cx", THREECX.replace(b'"Inbound"', b'"Missed"'), JSON)
    assert missed.answered_at is None
    (out,) = heard("3cx", THREECX.replace(b'"Inbound"', b'"Notanswered"'), JSON)
    assert (out.direction, out.answered_at) == ("out", None)


def test_the_general_way_takes_forms_and_json():
    said = {"call": "1", "event": "ringing", "number": "+492111234567", "line": "201"}
    assert heard("generic", said)[0].lines == ("201",)
    body = b'{"call": 1, "event": "ended", "at": "2026-03-04T09:00:00Z", "line": ["201", "202"]}'
    (call,) = heard("generic", body, JSON)
    assert (call.key, call.ended_at, call.lines) == ("1", AT, ("201", "202"))


@pytest.mark.parametrize(
    ("system", "body", "kind", "field"),
    [
        ("generic", b"", FORM, "event"),
        ("generic", b"event=ringing", FORM, "call"),
        ("generic", b"event=nonsense&call=1", FORM, "event"),
        ("generic", b"event=ringing&call=1&at=yesterday", FORM, "at"),
        ("generic", b"event=ringing&call=1&direction=up", FORM, "direction"),
        ("generic", b"{", JSON, "body"),
        ("generic", b"[" * 50_000, JSON, "body"),
        ("generic", b"[1]", JSON, "body"),
        ("generic", b'{"event": {"a": 1}}', JSON, "event"),
        ("generic", b"&".join(b"a%d=1" % n for n in range(300)), FORM, "body"),
        ("sipgate", b"event=newCall", FORM, "callId"),
        ("sipgate", b"event=nonsense&callId=1", FORM, "event"),
        ("twilio", b"CallSid=1", FORM, "CallStatus"),
        ("twilio", b"CallStatus=nonsense&CallSid=1", FORM, "CallStatus"),
        ("asterisk", b"Event=DialBegin", FORM, "Linkedid"),
        ("3cx", b"{}", JSON, "CallType"),
    ],
)
def test_nonsense_is_named_by_its_field(system, body, kind, field):
    with pytest.raises(Unreadable) as refused:
        heard(system, body, kind)
    assert refused.value.field == field
