"""A class with two pools: tiers.py ENDPOINT BUCKET, of a store that offers INTELLIGENT_TIERING, whose days last a few seconds; METRICS is the address of its metrics."""
import os
import time
import urllib.request

from botocore.exceptions import ClientError

from support import MIB, check, run, seeded

CLASS = 'INTELLIGENT_TIERING'
DEADLINE = 60


def moves(action):
    """How many versions have moved so far."""
    with urllib.request.urlopen(os.environ['METRICS']) as answer:
        lines = answer.read().decode().splitlines()
    wanted = ['action="%s"' % action, 'outcome="applied"']
    return sum(float(line.split()[-1]) for line in lines
               if line.startswith('objectstore_curator_lifecycle_actions_total{') and all(tag in line for tag in wanted))


def await_moves(action, count):
    deadline = time.monotonic() + DEADLINE
    while moves(action) < count:
        assert time.monotonic() < deadline, '%s of %s: %s' % (action, count, moves(action))
        time.sleep(0.1)


def put(client, bucket, key, body):
    """The pools may take a moment to be there after the start."""
    deadline = time.monotonic() + DEADLINE
    while True:
        try:
            return client.put_object(Bucket=bucket, Key=key, Body=body, StorageClass=CLASS)
        except ClientError as error:
            if error.response['ResponseMetadata']['HTTPStatusCode'] != 503 or time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def told(client, bucket, key):
    head = client.head_object(Bucket=bucket, Key=key)
    return head['StorageClass'], head['ETag'], head['LastModified'], head['ContentLength']


def goes_and_comes_back(client, bucket, key, content, write, read):
    cold, hot = moves('move_infrequent'), moves('move_frequent')
    write()
    before = told(client, bucket, key)
    assert before[0] == CLASS and before[3] == len(content)
    await_moves('move_infrequent', cold + 1)
    assert moves('move_frequent') == hot
    assert told(client, bucket, key) == before

    # It is read where it is, and comes back for that.
    assert read() == content
    await_moves('move_frequent', hot + 1)
    assert client.get_object(Bucket=bucket, Key=key)['Body'].read() == content
    assert told(client, bucket, key) == before
    client.delete_object(Bucket=bucket, Key=key)


@check
def an_object_goes_cold_and_comes_back_when_it_is_read(client, bucket):
    content = seeded(1, 300_000)
    goes_and_comes_back(
        client, bucket, 'whole', content,
        lambda: put(client, bucket, 'whole', content),
        lambda: client.get_object(Bucket=bucket, Key='whole')['Body'].read())


@check
def a_multipart_object_goes_and_comes_back_with_all_its_parts(client, bucket):
    parts = [seeded(2, 5 * MIB), seeded(3, 5 * MIB + 1), seeded(4, 10)]
    put(client, bucket, 'warm-up', b'')

    def write():
        upload = client.create_multipart_upload(Bucket=bucket, Key='parts', StorageClass=CLASS)['UploadId']
        name = {'Bucket': bucket, 'Key': 'parts', 'UploadId': upload}
        done = [{'PartNumber': i, 'ETag': client.upload_part(PartNumber=i, Body=body, **name)['ETag']} for i, body in enumerate(parts, 1)]
        client.complete_multipart_upload(MultipartUpload={'Parts': done}, **name)

    def read():
        client.copy_object(Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': 'parts'})
        return client.get_object(Bucket=bucket, Key='copy')['Body'].read()
    goes_and_comes_back(client, bucket, 'parts', b''.join(parts), write, read)


@check
def a_small_object_stays(client, bucket):
    moved = moves('move_infrequent')
    put(client, bucket, 'small', seeded(5, 1000))
    put(client, bucket, 'large', seeded(6, 200_000))
    await_moves('move_infrequent', moved + 1)
    time.sleep(2)
    assert moves('move_infrequent') == moved + 1


run()
