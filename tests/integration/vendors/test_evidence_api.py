"""Evidence: kept once, under what it is, and handed out so that no browser runs it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from config.events.models import Event
from tests.integration.conftest import Api
from vendors.models import Evidence
from vendors.shelf import Folder

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
PATH = "/api/v1/evidence"
PDF = b"%PDF-1.7\nThe purchase agreement."


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


def sent(client: Api, content: bytes = PDF, name: str = "deal.pdf", **fields: Any) -> Any:
    extra = {key: fields.pop(key) for key in list(fields) if key.startswith("HTTP_")}
    query = fields.pop("query", "")
    file = SimpleUploadedFile(name, content)
    return client.post(PATH + query, {"file": file, **fields}, format="multipart", **extra)


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_the_hash_of_its_bytes(api: Client, folder: Path) -> None:
    answer = sent(api("legal"), title="Purchase agreement")

    made = answer.json()
    assert answer.status_code == 201, made
    assert answer["Location"] == f"{PATH}/{made['id']}"
    assert made["title"] == "Purchase agreement"
    assert made["filename"] == "deal.pdf"
    assert made["size"] == len(PDF)
    assert made["media_type"] == "application/pdf"
    assert kept(folder) == [folder / made["sha256"][:2] / made["sha256"]]
    assert kept(folder)[0].read_bytes() == PDF
    assert api("auditor").get(answer["Location"]).json() == made
    assert Event.objects.get(type="vendors.evidence_stored").data["sha256"] == made["sha256"]


def test_two_files_at_once_are_refused(api: Client, folder: Path) -> None:
    files = [SimpleUploadedFile("a.txt", b"one"), SimpleUploadedFile("b.txt", b"two")]

    answer = api("legal").post(PATH, {"file": files}, format="multipart")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "repeated"
    assert kept(folder) == []


def test_the_same_bytes_are_kept_once_whoever_sends_them(api: Client, folder: Path) -> None:
    first = sent(api("legal"), title="One")

    second = sent(api("vendor_manager"), name="copy.txt", title="Two")

    assert second.status_code == 200
    assert second.json() == first.json()
    assert Evidence.objects.count() == len(kept(folder)) == 1
    assert Event.objects.filter(type="vendors.evidence_stored").count() == 1


def test_the_bytes_come_back_as_they_were(api: Client) -> None:
    location = sent(api("legal"), name="Größe.pdf").json()["id"]

    answer = api("approver").get(f"{PATH}/{location}/content", HTTP_ACCEPT="application/pdf")

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF
    answer.close()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "media_type", "served"),
    [
        (b"<!DOCTYPE html><p>hi", "text/html", "application/octet-stream"),
        (b"<svg onload='alert(1)'/>", "image/svg+xml", "application/octet-stream"),
        (b"<?xml version='1.0'?><a/>", "application/xml", "application/octet-stream"),
        (b'{"a": 1}', "application/json", "application/json"),
        (b"plain words", "text/plain", "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream", "application/octet-stream"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "image/png", "image/png"),
    ],
)
def test_a_file_is_what_its_bytes_say_whatever_its_name(
    api: Client, content: bytes, media_type: str, served: str
) -> None:
    made = sent(api("legal"), content, name="contract.pdf").json()

    answer = api("legal").get(f"{PATH}/{made['id']}/content")
    answer.close()

    assert made["media_type"] == media_type
    assert answer["Content-Type"] == served
    assert answer["Content-Disposition"].startswith("attachment;")


def archive(*members: tuple[str, bytes], link: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in members:
            written.writestr(name, content)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = 0o120777 << 16
            written.writestr(info, "/etc/passwd")
    return packed.getvalue()


def test_an_ordinary_archive_is_kept(api: Client) -> None:
    plain = sent(api("legal"), archive(("a/b.txt", b"words")), name="a.zip")
    office = sent(
        api("legal"), archive(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"))
    )

    assert plain.json()["media_type"] == "application/zip"
    assert office.json()["media_type"].endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    "trap",
    [
        archive(("bomb.txt", b"\x00" * 50_000_000)),
        archive(("../../etc/cron.d/x", b"x")),
        archive(("/etc/passwd", b"x")),
        archive(("inner.zip", b"x")),
        archive(("ok.txt", b"x"), link="shortcut"),
        b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + struct.pack(">II", 60_000, 60_000),
        b"GIF89a" + struct.pack("<HH", 60_000, 60_000),
        b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 60_000, 60_000) + b"\x00" * 9,
    ],
    ids=["bomb", "outside", "absolute", "nested", "link", "png", "gif", "jpeg"],
)
def test_a_trap_is_not_kept(api: Client, folder: Path, trap: bytes) -> None:
    answer = sent(api("legal"), trap)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "unsafe_file"
    assert not Evidence.objects.exists()
    assert kept(folder) == []


def test_an_empty_file_proves_nothing(api: Client) -> None:
    answer = sent(api("legal"), b"")

    assert answer.status_code == 400
    assert answer.json()["errors"][0] == {
        "pointer": "/file",
        "code": "empty",
        "detail": "The submitted file is empty.",
    }


def test_a_file_that_is_too_large_is_refused(api: Client, settings: Settings, folder: Path) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000

    slightly = sent(api("legal"), b"a" * 1001)
    hugely = sent(api("legal"), b"a" * 3_000_000)

    for answer in (slightly, hugely):
        assert answer.status_code == 413
        assert answer.json()["code"] == "body-too-large"
    assert kept(folder) == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({}, "/file"), ({"file": "words"}, "/file"), ({"colour": "red"}, "/colour")],
)
def test_what_is_no_upload_is_refused(api: Client, body: dict, pointer: str) -> None:
    answer = api("legal").post(PATH, body, format="multipart")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_folder_that_takes_nothing_is_unavailable(
    api: Client, settings: Settings, folder: Path
) -> None:
    there = sent(api("legal"), title="There").json()["id"]
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("no folder")

    refused = sent(api("legal"), b"%PDF-1.7 more", title="Refused")

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert api("legal").get(f"{PATH}/{there}/content").status_code == 503
    assert Evidence.objects.count() == 1


def test_json_is_not_a_file(api: Client) -> None:
    assert api("legal").post(PATH, {"file": "x"}).status_code == 415


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\secret\\plan.txt", "plan.txt"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
    ],
)
def test_a_name_is_only_a_name(api: Client, folder: Path, name: str, shown: str) -> None:
    answer = sent(api("legal"), name=name)

    assert answer.status_code == 201
    assert answer.json()["filename"] == shown
    assert len(kept(folder)) == 1


def test_evidence_is_for_those_who_decide(api: Client, anonymous: Api) -> None:
    made = sent(api("legal")).json()

    for role in ("viewer", "requester", "admin", "intake"):
        assert api(role).get(f"{PATH}/{made['id']}").status_code == 403
        assert api(role).get(f"{PATH}/{made['id']}/content").status_code == 403
        assert sent(api(role), b"other").status_code == 403
    assert sent(api("approver"), b"other").status_code == 403
    assert anonymous.get(f"{PATH}/{made['id']}/content").status_code == 401
    assert api("legal").get(f"{PATH}/{uuid4()}").status_code == 404
    assert api("legal").get(f"{PATH}/{uuid4()}/content").status_code == 404


def test_an_upload_is_made_once_per_key(api: Client) -> None:
    first = sent(api("legal"), HTTP_IDEMPOTENCY_KEY="k")
    again = sent(api("legal"), HTTP_IDEMPOTENCY_KEY="k")
    other = sent(api("legal"), b"other", HTTP_IDEMPOTENCY_KEY="k")

    assert (again.status_code, again.json()) == (201, first.json())
    assert other.status_code == 422
    assert Evidence.objects.count() == 1


def test_a_rehearsal_keeps_nothing(api: Client, folder: Path) -> None:
    answer = sent(api("legal"), query="?dry_run=true")

    assert answer.status_code == 200
    assert answer.json()["size"] == len(PDF)
    assert not Evidence.objects.exists()
    assert not folder.exists()


def test_bytes_that_are_gone_are_said_to_be_gone_and_come_back(api: Client, folder: Path) -> None:
    made = sent(api("legal")).json()
    kept(folder)[0].unlink()

    lost = api("legal").get(f"{PATH}/{made['id']}/content")
    again = sent(api("legal"))

    assert (lost.status_code, lost.json()["code"]) == (404, "evidence-lost")
    assert again.json() == made
    assert len(kept(folder)) == 1


def test_evidence_is_listed_newest_first(api: Client) -> None:
    one, two = sent(api("legal"), b"one").json(), sent(api("legal"), b"two").json()

    listed = api("legal").get(PATH).json()["results"]
    found = api("legal").get(f"{PATH}?sha256={one['sha256']}").json()["results"]

    assert [row["id"] for row in listed] == [two["id"], one["id"]]
    assert found == [one]


class _Breaking(io.BytesIO):
    """A file that breaks off after its first bytes."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError("the disk went away")
        return super().read(4)


def test_a_file_that_breaks_off_leaves_nothing_behind(folder: Path) -> None:
    with pytest.raises(OSError, match="went away"):
        Folder(folder).keep("ab" * 32, _Breaking(b"half of it"))

    assert kept(folder) == []
