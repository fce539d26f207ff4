"""The command that keeps everything running is stopped, killed, started twice; parts freeze."""

import os
import signal
import socket
import subprocess
import sys

from tests.faults.installation import ROOT, Installation, until


def test_a_killed_command_leaves_nothing_running_and_starts_again(embedded, measured):
    embedded.start()
    embedded.enqueue([("nap", {"number": 1, "tenths": 50})])
    until(lambda: embedded.starts() == [1], 10, "a job on its way")
    assert len(embedded.processes()) >= 7
    embedded.command.kill()
    embedded.command.wait()
    measured(
        "no orphans after", f"{until(lambda: not embedded.processes(), 15, 'no orphans'):.1f} s"
    )
    embedded.start()
    until(lambda: embedded.results() == 1, 30, "the job of before done")


def test_sigterm_stops_all_within_half_a_minute_and_an_unfinished_job_goes_on(embedded, measured):
    embedded.start()
    (pk,) = embedded.enqueue([("nap", {"number": 1, "tenths": 350})])
    until(lambda: embedded.starts() == [1], 10, "a job on its way")
    seconds = embedded.stop()
    measured("stopped with a job of 35 s running", f"{seconds:.1f} s")
    assert seconds < 30
    assert not embedded.processes()
    assert embedded.command.returncode == 0
    assert embedded.ask("SELECT state, attempts FROM kit_job WHERE id=?", pk) == [("queued", 0)]


def test_a_deploy_with_a_migration_takes_up_the_work_of_the_release_before_it(embedded, measured):
    embedded.start()
    first, second = embedded.enqueue(
        [("nap", {"number": 1, "tenths": 1}), ("nap", {"number": 2, "tenths": 300})]
    )
    until(lambda: embedded.results() == 1 and 2 in embedded.starts(), 20, "one done, one running")
    measured("stopped for the deploy", f"{embedded.stop():.1f} s")
    # Messages of the old release: of a job that is done, and of one that is not there.
    for number in (first, 999_999):
        embedded.send(number)
    embedded.env["NEXT_RELEASE"] = "yes"
    measured("next release ready", f"{embedded.start():.1f} s")
    assert embedded.ask("SELECT count(*) FROM newer_note") == [(0,)]
    until(lambda: embedded.states() == {"done": 2}, 60, "the work of before done")
    assert embedded.starts().count(1) == 1
    assert embedded.results() == 2
    assert embedded.ask("SELECT attempts FROM kit_job WHERE id=?", second) == [(1,)]


def test_an_idle_installation_stops_at_once_and_gives_its_port_back(embedded, measured):
    measured("ready from an empty folder", f"{embedded.start():.1f} s")
    seconds = embedded.stop()
    measured("stopped when idle", f"{seconds:.1f} s")
    assert seconds < 10
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", embedded.port))


def test_a_frozen_beat_is_replaced_and_sweeping_goes_on(embedded, measured):
    embedded.start()
    (frozen,) = embedded.pids("beat")
    os.kill(frozen, signal.SIGSTOP)
    until(lambda: embedded.probe("/readyz") == 503, 30, "the probe to notice")
    seconds = until(lambda: embedded.probe("/readyz") == 200, 60, "sweeping to go on")
    measured("sweeping again after the probe said no", f"{seconds:.1f} s")
    assert frozen not in embedded.processes()
    assert "beat is restarted: no sweep" in embedded.log.read_text()


def test_frozen_workers_are_replaced_when_jobs_wait(embedded, measured):
    embedded.start()
    for pid in embedded.pids("w1@") + embedded.pids("w2@"):
        os.kill(pid, signal.SIGSTOP)
    embedded.enqueue([("nap", {"number": 1, "tenths": 1})])
    seconds = until(lambda: embedded.results() == 1, 60, "the job done")
    measured("done in spite of frozen workers after", f"{seconds:.1f} s")


def test_a_busy_worker_is_left_alone_however_long_the_queue(embedded):
    embedded.start()
    embedded.enqueue([("nap", {"number": n, "tenths": 250}) for n in range(4)])
    workers = set(embedded.pids("w1@") + embedded.pids("w2@"))
    until(lambda: embedded.results() == 2, 40, "the first two done")
    assert set(embedded.pids("w1@") + embedded.pids("w2@")) == workers
    assert "is restarted" not in embedded.log.read_text()


def test_a_killed_web_and_a_killed_beat_come_back(embedded, measured):
    embedded.start()
    embedded.kill("gunicorn")
    until(lambda: embedded.pids("gunicorn"), 15, "another web process")
    seconds = until(lambda: embedded.probe("/healthz") == 200, 15, "an answer")
    measured("web answers again", f"{seconds:.1f} s")
    embedded.kill("beat")
    until(lambda: embedded.pids("beat"), 15, "another beat")


def serve(installation):
    return subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=installation.env,
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_a_second_command_on_the_same_data_is_refused_politely(embedded):
    embedded.start()
    refused = serve(embedded)
    assert refused.returncode == 1
    assert str(embedded.command.pid) in refused.stderr
    assert "Traceback" not in refused.stderr
    assert embedded.probe("/healthz") == 200


def test_a_port_that_is_taken_is_refused_politely(tmp_path):
    installation = Installation(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.port))
        other.listen()
        refused = serve(installation)
    assert refused.returncode == 1
    assert str(installation.port) in refused.stderr
    assert "Traceback" not in refused.stderr
