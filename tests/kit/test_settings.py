"""The environment is read once, judged as a whole, and refused with every problem at once."""

from pathlib import Path

import pytest

from talentpool.kit.settings import CHECKOUT, Mode, Settings, SettingsError

SECRET = "k7Qd0pXW3vN9sZrT1yLbG5hJm8cFaE2u"
PRODUCTION = {
    "TALENTPOOL_MODE": "production",
    "TALENTPOOL_SECRET_KEY": SECRET,
    "PUBLIC_URL": "https://talent.example.jp/",
    "SMTP_URL": "smtp://mail.example.jp:25",
    "MAIL_FROM": "desk@example.jp",
    "DATABASE_URL": "postgresql://app_web:pw@db/talentpool",
    "DATABASE_WORKER_URL": "postgresql://app_worker:pw@db/talentpool",
    "REDIS_URL": "redis://cache:6379/0",
}


def read(data_dir: Path, **variables: str) -> Settings:
    return Settings.from_environment({"TALENTPOOL_DATA_DIR": str(data_dir), **variables})


def problems(data_dir: Path, **variables: str) -> list[str]:
    with pytest.raises(SettingsError) as refusal:
        read(data_dir, **variables)
    return refusal.value.problems


def test_an_empty_environment_is_a_development_of_ones_own(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert settings.mode is Mode.DEVELOPMENT
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.public_url == "http://localhost:8000"
    assert settings.has_bundled_database
    assert settings.is_demonstration
    assert settings.contact_delay_seconds == 15


def test_the_data_folder_is_var_of_the_checkout_unless_said_otherwise() -> None:
    settings = Settings.from_environment({**PRODUCTION})

    assert settings.data_dir == CHECKOUT / "var"


def test_outside_the_demonstration_contact_goes_out_after_ten_minutes(tmp_path: Path) -> None:
    settings = read(tmp_path, TALENTPOOL_DEMONSTRATION="0")

    assert not settings.is_demonstration
    assert settings.contact_delay_seconds == 600


def test_the_secret_of_a_development_folder_is_made_once_and_kept(tmp_path: Path) -> None:
    first = read(tmp_path / "a").secret_key

    assert read(tmp_path / "a").secret_key == first
    assert read(tmp_path / "b").secret_key != first
    assert (tmp_path / "a" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_complete_production_starts_and_makes_no_files(tmp_path: Path) -> None:
    settings = read(tmp_path / "none", **PRODUCTION)

    assert settings.is_production
    assert settings.public_url == "https://talent.example.jp"
    assert not settings.is_demonstration
    assert not (tmp_path / "none").exists()


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    told = problems(
        tmp_path, TALENTPOOL_MODE="staging", PORT="eighty", TALENTPOOL_DEMONSTRATION="yes"
    )

    for name in ("TALENTPOOL_MODE", "PORT", "TALENTPOOL_DEMONSTRATION", "TALENTPOOL_SECRET_KEY"):
        assert any(line.startswith(name) for line in told), name


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"TALENTPOOL_SECRET_KEY": ""}, "TALENTPOOL_SECRET_KEY"),
        ({"TALENTPOOL_SECRET_KEY": "short"}, "TALENTPOOL_SECRET_KEY"),
        ({"TALENTPOOL_SECRET_KEY": "changeme" * 8}, "TALENTPOOL_SECRET_KEY"),
        ({"TALENTPOOL_DEMONSTRATION": "1"}, "TALENTPOOL_DEMONSTRATION"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://talent.example.jp"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "talent.example.jp"}, "PUBLIC_URL"),
        ({"SMTP_URL": ""}, "SMTP_URL"),
        ({"SMTP_URL": "mail.example.jp"}, "SMTP_URL"),
        ({"MAIL_FROM": ""}, "MAIL_FROM"),
        ({"DATABASE_URL": "postgresql://app_web@db/talentpool"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://app_web@/talentpool?host=db"}, "DATABASE_URL"),
        ({"DATABASE_WORKER_URL": "mysql://app_worker:pw@db/talentpool"}, "DATABASE_WORKER_URL"),
        ({"REDIS_URL": "http://cache"}, "REDIS_URL"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "٨٠٠٠"}, "PORT"),
        ({"TALENTPOOL_CONTACT_DELAY_SECONDS": "-1"}, "TALENTPOOL_CONTACT_DELAY_SECONDS"),
    ],
)
def test_production_refuses(tmp_path: Path, change: dict[str, str], named: str) -> None:
    told = problems(tmp_path, **PRODUCTION | change)

    assert len(told) == 1
    assert told[0].startswith(named)


@pytest.mark.parametrize("url", ["postgresql://app_web@/talentpool?host=/run/pg", "postgres:///x"])
def test_production_takes_a_socket_without_a_password(tmp_path: Path, url: str) -> None:
    settings = read(tmp_path, **PRODUCTION | {"DATABASE_URL": url})

    assert settings.database_url == url


def test_no_message_tells_a_secret(tmp_path: Path) -> None:
    told = problems(tmp_path, **PRODUCTION | {"DATABASE_URL": "http://app_web:hunter2@db/x"})

    assert "hunter2" not in "\n".join(told)


def test_development_opens_itself_to_the_network_only_behind_https(tmp_path: Path) -> None:
    told = problems(tmp_path, HOST="0.0.0.0")

    assert told == ["HOST=0.0.0.0 is open to the network: give PUBLIC_URL=https://..."]
    assert read(tmp_path, HOST="0.0.0.0", PUBLIC_URL="https://talent.example.jp")
    assert read(tmp_path, HOST="::1", PORT="8001").public_url == "http://localhost:8001"


def test_a_process_that_lacks_its_url_says_which(tmp_path: Path) -> None:
    settings = read(tmp_path, DATABASE_URL="postgresql://app_web:pw@db/talentpool")

    with pytest.raises(SettingsError, match="DATABASE_OWNER_URL"):
        settings.url("database_owner_url")
