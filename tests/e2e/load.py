"""Writes and reads objects through the endpoint of the environment until /tmp/stop exists, with the client's own retries, and verifies every byte.
The last line is "N written, N requests, N failed, N retried"."""
import hashlib
import os
import random
import threading
import time

import boto3
from botocore.config import Config

bucket = os.environ["BUCKET_NAME"]
lock = threading.Lock()
written, failures = {}, []
requests = retried = 0


def call(operation, **arguments):
    """One request; returns its answer, or None and a note of what failed."""
    global requests, retried
    try:
        answer = operation(Bucket=bucket, **arguments)
        body = answer["Body"].read() if "Body" in answer else b""
        with lock:
            requests += 1
            retried += answer["ResponseMetadata"]["RetryAttempts"]
        return body
    except Exception as error:  # Whatever a client can see is a failure here.
        with lock:
            requests += 1
            failures.append(f"{time.strftime('%T')} {operation.__name__} {arguments.get('Key')}: {type(error).__name__}: {error}")
        return None


def work(worker):
    client = boto3.client("s3", config=Config(retries={"mode": "standard", "max_attempts": 3}, connect_timeout=5, read_timeout=30))
    chance, number = random.Random(worker), 0
    while not os.path.exists("/tmp/stop"):
        number += 1
        key, size = f"load/{worker}/{number}", chance.choice([100, 5_000, 200_000, 1_500_000])
        data = chance.randbytes(size)
        if call(client.put_object, Key=key, Body=data) is not None:
            with lock:
                written[key] = hashlib.sha256(data).hexdigest()
        with lock:
            other = chance.choice(list(written)) if written else None
        if other:
            body = call(client.get_object, Key=other)
            if body is not None and hashlib.sha256(body).hexdigest() != written[other]:
                with lock:
                    failures.append(f"{other}: wrong bytes")
        time.sleep(0.05)


workers = [threading.Thread(target=work, args=(index,)) for index in range(4)]
for thread in workers:
    thread.start()
print("running", flush=True)
for thread in workers:
    thread.join()
for failure in failures[:10]:
    print(failure)
print(f"{len(written)} written, {requests} requests, {len(failures)} failed, {retried} retried")
