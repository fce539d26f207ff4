"""The sealed session reads the files of its check, and nothing else."""

from pathlib import Path

import pytest

from datasets.quality import CheckError
from datasets.quality.session import Session, sealed
from tests.datasets.quality_tables import make_part

PROBES = [
    "SELECT * FROM read_parquet('{other}')",
    "SELECT * FROM '{other}'",
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM read_text('{folder}/sub/../secret.txt')",
    "SELECT * FROM read_text('{link}')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_parquet('{folder}/*.parquet')",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO '{other}' (FORMAT parquet)",
    "EXPORT DATABASE '{folder}/export'",
    "ATTACH '{folder}/made.duckdb'",
    "ATTACH '{folder}/made.sqlite' (TYPE sqlite)",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SELECT * FROM read_csv('https://127.0.0.1/x.csv')",
    "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
    "SET enable_external_access = true",
    "SET allowed_paths = ['{secret}']",
    "SET memory_limit = '100GB'",
    "RESET lock_configuration",
    "SET temp_directory = '{folder}'",
    "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "SELECT getenv('HOME')",
]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "sub").mkdir()
    (tmp_path / "secret.txt").write_text("geheim")
    (tmp_path / "link.parquet").symlink_to(tmp_path / "secret.txt")
    make_part(tmp_path / "mine.parquet", {"n": ("geheel", [1])})
    make_part(tmp_path / "other.parquet", {"n": ("geheel", [2])})
    return {
        "folder": tmp_path,
        "mine": tmp_path / "mine.parquet",
        "other": tmp_path / "other.parquet",
        "secret": tmp_path / "secret.txt",
        "link": tmp_path / "link.parquet",
    }


def attempt(session: Session, sql: str) -> str:
    """The name of the error, or an empty text where the statement went through."""
    try:
        session.run(sql)
    except Exception as error:  # noqa: BLE001 - any refusal will do
        return type(error).__name__
    return ""


def test_the_session_reads_its_own_file(files: dict[str, Path]) -> None:
    with sealed([files["mine"]]) as session:
        assert session.run(f"SELECT c0 FROM read_parquet('{files['mine']}')") == [(1,)]


@pytest.mark.parametrize("probe", PROBES)
def test_nothing_else_can_be_read_written_loaded_or_set(files: dict[str, Path], probe: str) -> None:
    before = sorted(path.name for path in files["folder"].iterdir())
    untouched = files["other"].read_bytes()
    with sealed([files["mine"]]) as session:
        assert attempt(session, probe.format(**files)) != ""
    assert sorted(path.name for path in files["folder"].iterdir()) == before
    assert files["other"].read_bytes() == untouched


def test_memory_is_bounded(files: dict[str, Path]) -> None:
    with (
        sealed([files["mine"]], memory_mb=32) as session,
        pytest.raises(CheckError, match="out-of-memory"),
    ):
        session.run("SELECT length(list(range)::VARCHAR) FROM range(20000000)")
