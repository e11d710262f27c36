"""Asking a server that answers wrong, late, too much, not at all or with ill will."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from llm_server import Asked, Fake, Say, completion, fake_server, labels_for

from patnav.errors import ProjectError
from patnav.ingest.llm.answers import Answers
from patnav.ingest.llm.prompt import Ask, Questioner
from patnav.ingest.llm.running import Run, run
from patnav.ingest.llm.server import Line, connect
from patnav.llm_settings import LlmSettings
from patnav.model import DIMENSIONS, Text

KEY = "sk-very-secret-0123456789"
QUESTIONER = Questioner("m", DIMENSIONS)


def text(number: int) -> str:
    return f"本发明公开第{number}种循环泵，采用磁悬浮转子，降低了能耗。"


def asks(count: int = 1) -> list[Ask]:
    return [ask for n in range(count) for ask in QUESTIONER.asks(Text("abstract", "zh", text(n)))]


def right(asked: Asked) -> Say:
    return completion(labels_for(asked.text))


def settings(fake: Fake, **more: object) -> LlmSettings:
    given = {"base_url": fake.url, "model": "m", "timeout": 5, "retries": 2, "parallel": 2}
    return LlmSettings.model_validate(given | more)


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PATNAV_LLM_KEY", KEY)
    return KEY


def go(
    folder: Path, answering: Callable[[Asked], Say], count: int = 1, **more: object
) -> tuple[Run, list[Asked]]:
    with fake_server(answering) as fake:
        caps = settings(fake, **more)
        done = run(asks(count), Answers(folder / "a.db"), caps, lambda: connect(caps, folder))
        return done, fake.asked


def first(say: Say, then: Callable[[Asked], Say] = right) -> Callable[[Asked], Say]:
    return lambda asked: say if asked.number == 0 else then(asked)


def only_reason(done: Run) -> str:
    assert list(done.answers) == []
    (reason,) = done.failures.values()
    return reason


# --- what is sent ---------------------------------------------------------------------------------


def test_a_question_holds_the_guideline_the_text_and_the_schema(tmp_path: Path, key: str) -> None:
    done, (asked,) = go(tmp_path, right, answer_tokens=300)
    assert asked.path == "/v1/chat/completions"
    assert asked.text == text(0)
    assert asked.body["model"] == "m"
    assert asked.body["max_tokens"] == 300
    assert "stream" not in asked.body
    schema = asked.body["response_format"]["json_schema"]["schema"]
    assert set(schema["required"]) == {"effects", "means", "maturity", "market"}
    assert schema["additionalProperties"] is False
    assert asked.headers["authorization"] == f"Bearer {key}"
    assert (done.spent.asked, done.spent.answered) == (100, 20)


def test_only_the_dimensions_wanted_are_asked_for() -> None:
    (ask,) = Questioner("m", ("effect",)).asks(Text("abstract", "zh", text(0)))
    assert list(ask.frame.schema["properties"]) == ["effects"]
    assert "means" not in ask.frame.system
    assert list(Questioner("m", ("effect",)).asks(Text("claim", "zh", "一种泵"))) == []


def test_nothing_of_the_environment_goes_out(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-mine")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Mine: yes\nAuthorization: Bearer sk-other")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    _, (asked,) = go(tmp_path, right)
    assert set(asked.headers) <= {
        "host", "accept", "content-type", "content-length", "user-agent", "connection",
        "accept-encoding", "authorization",
    }  # fmt: skip
    assert asked.headers["authorization"] == f"Bearer {key}"


def test_without_a_key_none_is_sent(tmp_path: Path) -> None:
    _, (asked,) = go(tmp_path, right)
    assert "authorization" not in asked.headers


def test_a_key_file_goes_before_the_environment(tmp_path: Path, key: str) -> None:
    del key
    (tmp_path / "key.txt").write_text("\ufeffsk-of-file\n", encoding="utf-8")
    _, (asked,) = go(tmp_path, right, key_file="key.txt")
    assert asked.headers["authorization"] == "Bearer sk-of-file"


# --- servers of all kinds -------------------------------------------------------------------------


def test_a_server_without_a_json_mode_is_asked_in_plain_words_from_then_on(tmp_path: Path) -> None:
    def answering(asked: Asked) -> Say:
        if "response_format" in asked.body:
            return Say('{"error": {"message": "response_format is not supported"}}', 400)
        return completion(f"结果如下：\n```json\n{json.dumps(labels_for(asked.text))}\n```")

    done, asked = go(tmp_path, answering, count=4, parallel=1)
    assert len(done.answers) == 4
    assert ["response_format" in one.body for one in asked] == [True, True, False, *[False] * 3]


def test_a_server_that_takes_no_temperature_is_asked_barely(tmp_path: Path) -> None:
    def answering(asked: Asked) -> Say:
        bare = "temperature" not in asked.body and "max_completion_tokens" in asked.body
        return right(asked) if bare else Say('{"error": "no temperature here"}', 422)

    assert len(go(tmp_path, answering)[0].answers) == 1


def test_a_form_that_the_settings_fix_is_the_only_one(tmp_path: Path) -> None:
    done, asked = go(tmp_path, lambda _: Say("{}", 400), answer_format="json_object")
    assert len(asked) == 1
    assert "400" in only_reason(done)


def test_parts_of_text_are_joined_and_missing_usage_is_guessed(tmp_path: Path) -> None:
    parts = [{"type": "text", "text": '{"means": '}, {"type": "text", "text": "[]}"}]
    body = {"choices": [{"message": {"content": parts}}], "usage": {"prompt_tokens": -5}}
    done, _ = go(tmp_path, lambda _: Say(json.dumps(body)))
    (answer,) = done.answers.values()
    assert answer.content == '{"means": []}'
    assert answer.tokens_in > 100
    assert done.spent.asked == answer.tokens_in


# --- trouble --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(tmp_path: Path, status: int) -> None:
    busy = Say('{"error": {"message": "busy"}}', status, {"Retry-After": "0"})
    done, asked = go(tmp_path, first(busy))
    assert len(done.answers) == 1
    assert len(asked) == 2


def test_retry_after_is_honoured_as_seconds_and_as_a_date(tmp_path: Path) -> None:
    soon = format_datetime(datetime.now(UTC) - timedelta(seconds=5), usegmt=True)
    for number, wait in enumerate(("0.01", soon)):
        busy = Say("{}", 429, {"Retry-After": wait})
        assert len(go(tmp_path / str(number), first(busy))[0].answers) == 1


def test_a_server_that_asks_to_wait_an_hour_ends_the_run(tmp_path: Path) -> None:
    done, asked = go(tmp_path, lambda _: Say("{}", 429, {"Retry-After": "3600"}), parallel=1)
    assert "asks to wait 3,600 s" in done.stopped
    assert len(asked) == 1
    assert len(done.left) == 1


def test_an_error_that_stays_fails_the_question_after_all_tries(tmp_path: Path) -> None:
    done, asked = go(tmp_path, lambda _: Say("oops", 500, {"Retry-After": "0"}))
    assert "500" in only_reason(done)
    assert "asked 3 times" in only_reason(done)
    assert len(asked) == 3


def test_a_slow_answer_is_given_up(tmp_path: Path) -> None:
    slow = Say("{}", wait=30)
    done, _ = go(tmp_path, lambda _: slow, timeout=0.3, retries=0)
    assert only_reason(done) == "no answer in time"
    assert done.spent.total > 2000  # it may have been billed


def test_a_connection_that_is_cut_is_tried_again(tmp_path: Path) -> None:
    whole = completion({"means": []})
    done, asked = go(tmp_path, first(Say(whole.body, cut=10)), retries=1)
    assert len(done.answers) == 1
    assert len(asked) == 2


def test_no_server_at_all_is_a_failure(tmp_path: Path) -> None:
    with fake_server(right) as fake:
        caps = settings(fake, retries=0)
    done = run(asks(), Answers(tmp_path / "a.db"), caps, lambda: connect(caps, tmp_path))
    assert "no connection" in only_reason(done)


@pytest.mark.parametrize(
    "body", ["<html>Willkommen im Netz</html>", "{}", '{"choices": []}', '{"choices": "no"}', "["]
)
def test_an_answer_of_another_shape_is_a_failure(tmp_path: Path, body: str) -> None:
    done, _ = go(tmp_path, lambda _: Say(body))
    assert only_reason(done) == "the answer of the server is no chat completion"


def test_a_stream_that_nobody_wanted_is_a_failure(tmp_path: Path) -> None:
    stream = Say('data: {"choices": []}\n\n', headers={"Content-Type": "text/event-stream"})
    assert "no chat completion" in only_reason(go(tmp_path, lambda _: stream)[0])


def test_a_huge_answer_is_not_read(tmp_path: Path) -> None:
    done, _ = go(tmp_path, lambda _: Say(b"x" * 5_000_000))
    assert only_reason(done) == "the answer is larger than 4,000,000 bytes"


def test_a_packed_answer_is_not_unpacked(tmp_path: Path) -> None:
    packed = Say(b"\x1f\x8b" + b"\0" * 100, headers={"Content-Encoding": "gzip"})
    assert "no chat completion" in only_reason(go(tmp_path, lambda _: packed)[0])


def test_an_answer_that_was_cut_off_is_asked_for_once_more_with_more_room(tmp_path: Path) -> None:
    def answering(asked: Asked) -> Say:
        enough = asked.body["max_tokens"] > 300
        return right(asked) if enough else completion('{"means": ["磁', "length", (100, 300))

    done, asked = go(tmp_path, answering, answer_tokens=300)
    assert [one.body["max_tokens"] for one in asked] == [300, 600]
    (answer,) = done.answers.values()
    assert answer.finish == "stop"
    assert (answer.tokens_in, answer.tokens_out) == (200, 320)


def test_a_redirect_is_refused_and_nothing_reaches_the_other_address(tmp_path: Path) -> None:
    with fake_server(right) as elsewhere:
        away = Say("", 307, {"Location": elsewhere.url + "/chat/completions"})
        done, asked = go(tmp_path, lambda _: away, count=3, parallel=1)
    assert "redirects (307)" in done.stopped
    assert elsewhere.asked == []
    assert len(asked) == 1
    assert len(done.left) == 3


def test_a_wrong_key_ends_the_run_and_is_not_shown(tmp_path: Path, key: str) -> None:
    refused = Say(json.dumps({"error": {"message": f"Incorrect API key provided: {key}"}}), 401)
    done, asked = go(tmp_path, lambda _: refused, count=5, parallel=1)
    assert "does not accept the key" in done.stopped
    assert len(asked) == 1
    assert len(done.left) == 5


def test_words_of_the_server_never_hold_the_key(tmp_path: Path, key: str) -> None:
    said = json.dumps({"error": {"message": f"bad {key}\r\n\x1b[31mred {'long ' * 200}"}})
    reason = only_reason(go(tmp_path, lambda _: Say(said, 413))[0])
    assert key not in reason
    assert "bad …" in reason
    assert reason.isprintable()
    assert len(reason) < 300


def test_a_server_that_fails_over_and_over_is_given_up(tmp_path: Path) -> None:
    done, asked = go(tmp_path, lambda _: Say("x", 500), count=30, retries=0, parallel=1)
    assert "failed 5 times in a row" in done.stopped
    assert len(asked) == 5
    assert len(done.failures) == 5
    assert len(done.left) == 25


# --- caps, kept answers ---------------------------------------------------------------------------


def test_the_cap_of_tokens_ends_the_run_before_it_is_passed(tmp_path: Path) -> None:
    def answering(asked: Asked) -> Say:
        return completion(labels_for(asked.text), usage=(1500, 200))

    done, asked = go(tmp_path, answering, count=10, run_tokens=8000, answer_tokens=500)
    assert "cap of 8,000 tokens" in done.stopped
    assert done.spent.total <= 8000
    assert len(done.answers) == len(asked) >= 2
    assert len(done.answers) + len(done.left) == 10


def test_the_cap_of_cost_counts_both_prices(tmp_path: Path) -> None:
    def answering(asked: Asked) -> Say:
        return completion(labels_for(asked.text), usage=(1000, 1000))

    prices = {"price_in": 2.0, "price_out": 8.0, "run_cost": 0.05, "answer_tokens": 1000}
    done, _ = go(tmp_path, answering, count=10, **prices)
    assert "cap of 0.05" in done.stopped
    assert done.cost == pytest.approx(0.01 * len(done.answers))
    assert 0 < done.cost <= 0.05


def test_kept_answers_need_no_server(tmp_path: Path) -> None:
    before, _ = go(tmp_path, right, count=3)

    def nobody() -> Line:
        raise AssertionError("nothing was to be asked")

    after = run(asks(3), Answers(tmp_path / "a.db"), LlmSettings(model="m"), nobody)
    assert after.answers == before.answers
    assert after.kept == 3
    assert after.spent.total == 0


def test_a_text_that_comes_twice_is_sent_once(tmp_path: Path) -> None:
    with fake_server(right) as fake:
        caps = settings(fake)
        twice = [*asks(2), *asks(2)]
        run(twice, Answers(tmp_path / "a.db"), caps, lambda: connect(caps, tmp_path))
        assert len(fake.asked) == 2


def test_another_model_title_or_dimension_is_another_question() -> None:
    text_ = Text("abstract", "zh", text(0))
    keys = {
        next(questioner.asks(text_, title)).key
        for questioner in (QUESTIONER, Questioner("n", DIMENSIONS), Questioner("m", ("effect",)))
        for title in ("泵", "阀")
    }
    assert len(keys) == 6


def test_a_text_too_long_is_not_sent(tmp_path: Path) -> None:
    (long,) = QUESTIONER.asks(Text("abstract", "zh", "降低了能耗。" * 5000))
    with fake_server(right) as fake:
        caps = settings(fake)
        done = run([long], Answers(tmp_path / "a.db"), caps, lambda: connect(caps, tmp_path))
        assert fake.asked == []
    assert "30,000 characters: too long" in only_reason(done)


# --- settings that cannot be used -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"base_url": ""}, "base_url is not set"),
        ({"model": ""}, "model is not set"),
        ({"base_url": "ftp://10.0.0.5"}, "base_url is no address"),
        ({"base_url": "10.0.0.5:8000/v1"}, "base_url is no address"),
        ({"base_url": "http://me:geheim@10.0.0.5/v1"}, "holds a user or password"),
        ({"key_file": "nowhere.txt"}, "key_file nowhere.txt cannot be read"),
        ({"key_env": "WORDS"}, "$WORDS holds characters that no key has"),
        ({"ca_file": "nowhere.pem"}, "ca_file nowhere.pem cannot be used"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    tmp_path: Path, given: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORDS", "geheim\r\nX-More: yes")
    wrong = LlmSettings.model_validate({"base_url": "http://127.0.0.1:9/v1", "model": "m"} | given)
    with pytest.raises(ProjectError) as caught:
        connect(wrong, tmp_path)
    assert words in str(caught.value)
    assert "geheim" not in str(caught.value)


@pytest.fixture
def without_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python as it is without the extra: the import fails."""
    for name in [one for one in sys.modules if one.partition(".")[0] in ("openai", "httpx2")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "patnav.ingest.llm.sdk", raising=False)

    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name.partition(".")[0] in ("openai", "httpx2"):
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])


def test_without_the_extra_the_remedy_is_said(tmp_path: Path, without_sdk: None) -> None:
    del without_sdk
    caps = LlmSettings(base_url="http://127.0.0.1:9/v1", model="m")
    with pytest.raises(ProjectError, match=r'pip install "patnav\[llm\]"'):
        connect(caps, tmp_path)


def test_a_cost_cap_without_prices_is_refused() -> None:
    with pytest.raises(ValueError, match="run_cost caps nothing"):
        LlmSettings(run_cost=3)
