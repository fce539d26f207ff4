"""What reading one file may cost; every number is a promise to the other users of the machine."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of one reading. Sizes in bytes, times in seconds, a field in characters."""

    file_bytes: int = 500_000_000
    sheet_bytes: int = 20_000_000  # a workbook: small on disk, large in memory
    columns: int = 1_000
    field_chars: int = 1_000_000
    line_bytes: int = 16 * 1024 * 1024
    memory_bytes: int = 1 << 30  # RLIMIT_DATA of the child
    engine_bytes: int = 256_000_000  # what DuckDB may use of it before it spills to disk
    threads: int = 2
    cpu_seconds: int = 60
    wall_seconds: int = 90
    answer_bytes: int = 8_000_000  # the child's description of the table

    def as_dict(self) -> dict[str, int]:
        return asdict(self)

    @property
    def written_bytes(self) -> int:
        """The largest file the child may write: the staging copy, with a line number per row."""
        return 4 * self.file_bytes + 64_000_000
