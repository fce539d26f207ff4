"""The only way to change the register: datasets, deliveries, rules, checks and flags."""

from datasets.services.checking import check_failed, run_check
from datasets.services.cleanup import clean_up
from datasets.services.delivery import (
    Received,
    accept_delivery,
    receive,
    retry_delivery,
    withdraw_delivery,
)
from datasets.services.destroy import destroy_delivery
from datasets.services.dictionary import compare_schema
from datasets.services.export import (
    exportable,
    fetched,
    needs_reason,
    refused_export,
    run_export,
    start_export,
)
from datasets.services.flag import close_flag, raise_flag
from datasets.services.guess import accept_guess, dismiss_guess, proposed_unit, unit_as_read
from datasets.services.masking import mask_of, mask_value, personal_columns, shown_masked
from datasets.services.nightly import recheck
from datasets.services.patch import PatchCell, patch_delivery, source_of
from datasets.services.profile import previous_profiles, run_profile, start_profile
from datasets.services.reading import intake_failed, run_intake
from datasets.services.reading import time_limit as reading_time_limit
from datasets.services.records import (
    Record,
    find_record,
    find_records,
    parsed_key,
    record_at,
    record_key_of,
    search_records,
)
from datasets.services.register import (
    describe_column,
    edit_dataset,
    move_dataset,
    register_dataset,
)
from datasets.services.retention import endings, ends_on
from datasets.services.rule import (
    accept_rule,
    activate_rule,
    change_draft,
    create_rule,
    retire_rule,
    try_rule,
    validate_rule,
)
from datasets.services.rule_exchange import (
    Alike,
    Judged,
    alike,
    entries_of,
    judge_rules,
    match_columns,
    take_over,
)
from datasets.services.rule_file import (
    Entry,
    read_rule_file,
    rule_entry,
    write_rule_file,
)
from datasets.services.start import start_check
from datasets.services.suggestion import (
    accept_key,
    accept_suggestion,
    proposed_key,
    reject_suggestion,
    reopen_suggestion,
    strongest_first,
)
from datasets.services.trust import Judgement, judge, refresh_trust
from datasets.services.values import ShownValues, show_values
from datasets.services.watch import watch_freshness

__all__ = [
    "Alike",
    "Entry",
    "Judged",
    "Judgement",
    "PatchCell",
    "Received",
    "Record",
    "ShownValues",
    "accept_delivery",
    "accept_guess",
    "accept_key",
    "accept_rule",
    "accept_suggestion",
    "activate_rule",
    "alike",
    "change_draft",
    "check_failed",
    "clean_up",
    "close_flag",
    "compare_schema",
    "create_rule",
    "describe_column",
    "destroy_delivery",
    "dismiss_guess",
    "edit_dataset",
    "endings",
    "ends_on",
    "entries_of",
    "exportable",
    "fetched",
    "find_record",
    "find_records",
    "intake_failed",
    "judge",
    "judge_rules",
    "mask_of",
    "mask_value",
    "match_columns",
    "move_dataset",
    "needs_reason",
    "parsed_key",
    "patch_delivery",
    "personal_columns",
    "previous_profiles",
    "proposed_key",
    "proposed_unit",
    "raise_flag",
    "read_rule_file",
    "reading_time_limit",
    "receive",
    "recheck",
    "record_at",
    "record_key_of",
    "refresh_trust",
    "refused_export",
    "register_dataset",
    "reject_suggestion",
    "reopen_suggestion",
    "retire_rule",
    "retry_delivery",
    "rule_entry",
    "run_check",
    "run_export",
    "run_intake",
    "run_profile",
    "search_records",
    "show_values",
    "shown_masked",
    "source_of",
    "start_check",
    "start_export",
    "start_profile",
    "strongest_first",
    "take_over",
    "try_rule",
    "unit_as_read",
    "validate_rule",
    "watch_freshness",
    "withdraw_delivery",
    "write_rule_file",
]
