"""A client of Dezenas in Python: creates a job, downloads its file, and streams games."""

import argparse
import hashlib
import struct
import sys
import time
import uuid
from pathlib import Path

import grpc

sys.path.insert(0, str(Path(__file__).parent / "generated"))
from dezenas.v1 import games_pb2, job_service_pb2 as jobs_pb2, job_service_pb2_grpc as jobs_grpc  # noqa: E402

ENDED = {
    jobs_pb2.JOB_STATE_COMPLETED,
    jobs_pb2.JOB_STATE_FAILED,
    jobs_pb2.JOB_STATE_CANCELLED,
    jobs_pb2.JOB_STATE_EXPIRED,
}
# The client tries to reconnect for this long after a lost connection.
RECONNECT_SECONDS = 60


def resumed(start):
    """The messages of start(). After a lost connection start() is called again and must resume where the stream ended."""
    lost_at = None
    while True:
        try:
            for message in start():
                lost_at = None
                yield message
            return
        except grpc.RpcError as error:
            now = time.monotonic()
            lost_at = lost_at or now
            if error.code() != grpc.StatusCode.UNAVAILABLE or now - lost_at > RECONNECT_SECONDS:
                raise
            time.sleep(0.5)


def watch(stub, job_id):
    """The job now and after each change; ends with the job."""
    for answer in resumed(lambda: stub.WatchJob(jobs_pb2.WatchJobRequest(id=job_id))):
        yield answer.job
        if answer.job.state in ENDED:
            return


def download(stub, job_id, part, path):
    """Writes a file of a job, each byte asked for once, and checks it."""
    digest = hashlib.sha256()
    size = 0
    workbook = None
    with open(path, "wb") as file:
        request = lambda: jobs_pb2.DownloadWorkbookRequest(id=job_id, part=part, offset=size)  # noqa: E731
        for answer in resumed(lambda: stub.DownloadWorkbook(request())):
            if answer.WhichOneof("part") == "workbook":
                if workbook and workbook.sha256 != answer.workbook.sha256:
                    raise RuntimeError("the file was replaced during the download")
                workbook = answer.workbook
            else:
                file.write(answer.data)
                digest.update(answer.data)
                size += len(answer.data)
    if digest.hexdigest() != workbook.sha256:
        raise RuntimeError(f"{path} was damaged during the download")
    return workbook


def games_of(batch):
    """The games of a packed batch: numbers, extras, score in points, level."""
    row = batch.picks + batch.extra_picks
    scores = struct.unpack(f"<{batch.count}H", batch.scores)
    for i in range(batch.count):
        game = batch.numbers[i * row : (i + 1) * row]
        yield list(game[: batch.picks]), list(game[batch.picks :]), scores[i] / 100, games_pb2.Level.Name(batch.levels[i])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="127.0.0.1:50051")
    parser.add_argument("--lottery", default="mega-sena")
    parser.add_argument("--quantity", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", default="jogos.xlsx")
    options = parser.parse_args()
    spec = games_pb2.GameSpec(lottery=options.lottery, quantity=options.quantity, seed=options.seed)

    with grpc.insecure_channel(options.address) as channel:
        stub = jobs_grpc.JobServiceStub(channel)

        # Because of the request id, a repeated request creates no second job.
        request = jobs_pb2.CreateJobRequest(request_id=str(uuid.uuid4()), spec=spec)
        job = stub.CreateJob(request, timeout=30).job
        for job in watch(stub, job.id):
            print(jobs_pb2.JobState.Name(job.state), job.progress.games_generated, "games")
        if job.state != jobs_pb2.JOB_STATE_COMPLETED:
            sys.exit(f"{job.failure.reason}: {job.failure.message}")
        for workbook in job.workbooks:
            path = Path(options.out)
            if workbook.parts > 1:
                path = path.with_stem(f"{path.stem}-part-{workbook.part:02}-of-{workbook.parts:02}")
            download(stub, job.id, workbook.part, path)
            print(f"{path}: {workbook.size_bytes} bytes, SHA-256 {workbook.sha256}")

        # The same spec gives the same games without a job, so the digests are equal.
        digest = hashlib.sha256()
        shown = 0
        for answer in stub.StreamGames(jobs_pb2.StreamGamesRequest(spec=job.spec)):
            if answer.WhichOneof("part") == "batch":
                digest.update(answer.batch.numbers)
                for numbers, extras, score, level in games_of(answer.batch):
                    if shown == 3:
                        break
                    print(*numbers, *(["+", *extras] if extras else []), f"{score:.2f} {level}")
                    shown += 1
            elif answer.WhichOneof("part") == "summary":
                print(f"{answer.summary.games} games, SHA-256 {answer.summary.games_sha256}")
                assert digest.hexdigest() == answer.summary.games_sha256 == job.summary.games_sha256


if __name__ == "__main__":
    main()
