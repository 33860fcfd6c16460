"""We speak to the world and never to the inside, whatever a name or an address pretends."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.events.models import Outcome, WebhookEndpoint
from config.events.webhooks import reaching
from config.events.webhooks.reaching import WebhookAddressRefused, checked, post
from tests.builders.receiving import dawdle, receiving
from tests.integration.conftest import Api

PUBLIC, INSIDE = "93.184.215.14", "127.0.0.1"


def resolves_to(*addresses: str) -> reaching.Resolve:
    return lambda _host, _port: list(addresses)


def why(url: str, *addresses: str) -> str:
    with pytest.raises(WebhookAddressRefused) as refused:
        checked(url, resolves_to(*addresses))
    return str(refused.value.facts["why"])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
        "100.100.100.200", "192.0.0.192", "168.63.129.16", "224.0.0.1", "255.255.255.255",
        "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fec0::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1",
        "::ffff:0:127.0.0.1", "100:0:0:1::1", "200::1", "3fff::1", "4000::1", "5f00::1",
        "192.88.99.1",
    ],
)  # fmt: skip
def test_no_address_inside_is_spoken_to(address: str) -> None:
    assert why("https://name.example/", address) == "It is not on the public internet."


def test_one_address_inside_spoils_the_name() -> None:
    assert why("https://name.example/", PUBLIC, INSIDE) == "It is not on the public internet."


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://name.example/", "Only https is allowed."),
        ("https://name.example:22/", "Only ports 443 and 8443 are allowed."),
        ("https://name.example:6379/", "Only ports 443 and 8443 are allowed."),
        ("ftp://name.example/", "This is not a plain http or https address."),
        ("https://user@name.example/", "This is not a plain http or https address."),
        ("https:///path", "This is not a plain http or https address."),
        ("https://name.example:0/", "This is not a plain http or https address."),
        ("https://näme.example/", "This is not a plain http or https address."),
        ("https://name.example/\x01", "This is not a plain http or https address."),
        ("https://name.example/\x7f", "This is not a plain http or https address."),
    ],
)
def test_only_plain_https_on_its_ports(url: str, said: str) -> None:
    assert why(url, PUBLIC) == said


def test_a_name_without_addresses_is_refused() -> None:
    def nobody(_host: str, _port: int) -> list[str]:
        raise OSError("unknown")

    assert why("https://name.example/") == "Its name does not resolve."
    with pytest.raises(WebhookAddressRefused):
        checked("https://name.example/", nobody)


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "2130706433", "0177.0.0.1", "0x7f.1", "[::1]"]
)
def test_other_spellings_of_this_machine_are_what_they_resolve_to(host: str) -> None:
    with pytest.raises(WebhookAddressRefused):
        checked(f"https://{host}/")


def test_the_public_internet_is_spoken_to() -> None:
    target = checked("https://name.example:8443/a?b=c", resolves_to(PUBLIC, "2606:4700::1111"))

    assert (target.host, target.port, target.path) == ("name.example", 8443, "/a?b=c")
    assert target.addresses == (PUBLIC, "2606:4700::1111")


def test_a_network_of_ones_own_can_be_allowed(settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.1.0.0/16"]

    assert checked("https://inside.example:9000/", resolves_to("10.1.2.3")).port == 9000
    assert why("https://inside.example/", "10.2.0.1")
    assert why("http://inside.example/", "10.1.2.3") == "Only https is allowed."


def test_a_name_that_turns_inside_after_registration_is_not_followed(settings: Any) -> None:
    """DNS rebinding: judged anew at each try, and the judged address is the one connected to."""
    settings.WEBHOOK_ALLOW_HTTP = True
    answers = iter([[PUBLIC], [INSIDE]])

    def rebinding(_host: str, _port: int) -> list[str]:
        return next(answers)

    with receiving() as receiver:
        url = f"http://name.example:{receiver.port}/"
        checked(url.replace(str(receiver.port), "80"), rebinding)
        result = post(url, body=b"{}", headers={}, resolve=rebinding)

        assert result.outcome is Outcome.NOT_SENT
        assert receiver.got == []


def test_the_name_is_asked_for_once_a_try(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    asked: list[str] = []

    def resolving(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [INSIDE]

    with receiving() as receiver:
        url = f"http://name.example:{receiver.port}/"
        result = post(url, body=b"{}", headers={}, resolve=resolving)

        assert result.outcome is Outcome.DELIVERED
        assert receiver.got[0].headers["host"] == f"name.example:{receiver.port}"
    assert asked == ["name.example"]


def test_no_proxy_of_the_environment_is_asked(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    with receiving() as proxy, receiving() as receiver:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")

        post(receiver.url, body=b"{}", headers={})

        assert (len(proxy.got), len(receiver.got)) == (0, 1)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of `receiver.example`, and its key, in one file."""
    key, made = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=receiver.example",
         "-addext", "subjectAltName=DNS:receiver.example", "-keyout", key, "-out", made],
        check=True, capture_output=True,
    )  # fmt: skip
    made.write_text(made.read_text() + key.read_text())
    return made


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("receiver.example", Outcome.DELIVERED), ("other.example", Outcome.NOT_SENT)],
)
def test_the_certificate_has_to_be_the_names(
    settings: Any, trusted: Path, name: str, outcome: Outcome
) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    with receiving(tls=trusted) as receiver:
        url = f"https://{name}:{receiver.port}/"

        result = post(url, body=b"{}", headers={}, resolve=resolves_to(INSIDE))

    assert result.outcome is outcome, result


def test_a_certificate_that_nobody_vouches_for_is_refused(settings: Any, certificate: Path) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    with receiving(tls=certificate) as receiver:
        url = f"https://receiver.example:{receiver.port}/"

        result = post(url, body=b"{}", headers={}, resolve=resolves_to(INSIDE))

    assert result.outcome is Outcome.NOT_SENT
    assert "CERTIFICATE_VERIFY_FAILED" in result.detail


def test_a_handshake_that_outlasts_the_try_ends_it(
    settings: Any, monkeypatch: pytest.MonkeyPatch, trusted: Path
) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(reaching, "TOTAL_SECONDS", 0.2)
    with receiving(dawdle, tls=trusted, before_handshake=0.5) as receiver:
        url = f"https://receiver.example:{receiver.port}/"

        result = post(url, body=b"{}", headers={}, resolve=resolves_to(INSIDE))

    assert (result.outcome, receiver.got) == (Outcome.NOT_SENT, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "http://93.184.215.14/",
        "https://2130706433/",
    ],
)
def test_registration_is_refused_with_the_rule(api: Callable[..., Api], url: str) -> None:
    answer = api("admin").post("/api/v1/webhook-endpoints", {"url": url, "types": ["*"]})

    assert answer.status_code == 422
    assert answer.json()["code"] == "webhook-address-refused"
    assert answer.json()["why"]
    assert not WebhookEndpoint.objects.exists()
