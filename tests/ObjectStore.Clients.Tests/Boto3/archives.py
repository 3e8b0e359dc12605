"""Archived objects: archives.py ENDPOINT BUCKET, of a store that offers GLACIER, whose days last a few seconds."""
import time

from botocore.exceptions import ClientError

from support import MIB, check, expect_error, headers, run, seeded

DEADLINE = 60


def put(client, bucket, key, body):
    """The pool of the class may take a moment to be there after the start."""
    deadline = time.monotonic() + DEADLINE
    while True:
        try:
            return client.put_object(Bucket=bucket, Key=key, Body=body, StorageClass='GLACIER')
        except ClientError as error:
            if error.response['ResponseMetadata']['HTTPStatusCode'] != 503 or time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def put_parts(client, bucket, key, parts):
    upload = client.create_multipart_upload(Bucket=bucket, Key=key, StorageClass='GLACIER')['UploadId']
    name = {'Bucket': bucket, 'Key': key, 'UploadId': upload}
    done = [{'PartNumber': i, 'ETag': client.upload_part(PartNumber=i, Body=body, **name)['ETag']} for i, body in enumerate(parts, 1)]
    client.complete_multipart_upload(MultipartUpload={'Parts': done}, **name)


def await_header(client, bucket, key, expected):
    """Waits until HEAD tells of a restoration what is expected; None for nothing."""
    deadline = time.monotonic() + DEADLINE
    while True:
        told = client.head_object(Bucket=bucket, Key=key).get('Restore')
        if told == expected or (expected and told and told.startswith(expected)):
            return told
        assert time.monotonic() < deadline, 'HEAD says %s of %s, and not %s' % (told, key, expected)
        time.sleep(0.1)


def is_read_while_restored(client, bucket, key, content, days):
    """Asks for a restoration, reads, and asks again; False when the days, of seconds, were over before that was done: the machine may have stood still."""
    request = {'Days': days, 'GlacierJobParameters': {'Tier': 'Standard'}}
    answer = client.restore_object(Bucket=bucket, Key=key, RestoreRequest=request)
    assert answer['ResponseMetadata']['HTTPStatusCode'] == 202
    if not await_restored(client, bucket, key):
        return False
    try:
        answer = client.get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response['Error']['Code'] != 'InvalidObjectState':
            raise
        return False
    assert answer['Body'].read() == content and answer['StorageClass'] == 'GLACIER'
    again = client.restore_object(Bucket=bucket, Key=key, RestoreRequest={'Days': days})
    return again['ResponseMetadata']['HTTPStatusCode'] == 200


def await_restored(client, bucket, key):
    """Waits until HEAD tells of a restored object; False when it tells of none any more."""
    deadline = time.monotonic() + DEADLINE
    while True:
        told = client.head_object(Bucket=bucket, Key=key).get('Restore')
        if told is None or told.startswith('ongoing-request="false", expiry-date="'):
            return told is not None
        assert time.monotonic() < deadline, 'HEAD says %s of %s' % (told, key)
        time.sleep(0.1)


def restore_twice(client, bucket, key, content, days):
    deadline = time.monotonic() + DEADLINE
    while not is_read_while_restored(client, bucket, key, content, days):
        assert time.monotonic() < deadline, '%s cannot be read while it is restored' % key
        await_header(client, bucket, key, None)
    await_header(client, bucket, key, None)
    error = expect_error('InvalidObjectState', 403, client.get_object, Bucket=bucket, Key=key)
    assert error['Error']['StorageClass'] == 'GLACIER', error


@check
def an_archived_object_is_read_while_it_is_restored(client, bucket):
    content = seeded(1, 100_000)
    put(client, bucket, 'whole', content)
    expect_error('InvalidObjectState', 403, client.get_object, Bucket=bucket, Key='whole')
    expect_error('InvalidObjectState', 403, client.copy_object, Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': 'whole'})
    assert client.head_object(Bucket=bucket, Key='whole')['StorageClass'] == 'GLACIER'
    restore_twice(client, bucket, 'whole', content, days=1)


@check
def a_multipart_object_is_restored_with_all_its_parts(client, bucket):
    parts = [seeded(2, 5 * MIB), seeded(3, 5 * MIB + 1), seeded(4, 10)]
    put(client, bucket, 'warm-up', b'')
    put_parts(client, bucket, 'parts', parts)
    restore_twice(client, bucket, 'parts', b''.join(parts), days=2)


@check
def a_listing_tells_of_restored_objects(client, bucket):
    put(client, bucket, 'list/a', b'a')
    put(client, bucket, 'list/b', b'b')
    client.restore_object(Bucket=bucket, Key='list/a', RestoreRequest={'Days': 1000})
    await_header(client, bucket, 'list/a', 'ongoing-request="false"')
    with headers(client, 'ListObjectsV2', x_amz_optional_object_attributes='RestoreStatus'):
        found = {item['Key']: item.get('RestoreStatus') for item in client.list_objects_v2(Bucket=bucket, Prefix='list/')['Contents']}
    assert found['list/b'] is None
    if found['list/a'] is not None:  # Older libraries do not know the element.
        assert found['list/a']['IsRestoreInProgress'] is False and found['list/a']['RestoreExpiryDate']


@check
def what_cannot_be_restored_is_refused(client, bucket):
    client.put_object(Bucket=bucket, Key='plain', Body=b'x')
    expect_error('InvalidObjectState', 403, client.restore_object, Bucket=bucket, Key='plain', RestoreRequest={'Days': 1})
    expect_error('NoSuchKey', 404, client.restore_object, Bucket=bucket, Key='none', RestoreRequest={'Days': 1})
    put(client, bucket, 'k', b'x')
    expect_error('MalformedXML', 400, client.restore_object, Bucket=bucket, Key='k', RestoreRequest={})
    expect_error('InvalidArgument', 400, client.restore_object, Bucket=bucket, Key='k', RestoreRequest={'Days': 0})
    expect_error('NotImplemented', 501, client.restore_object, Bucket=bucket, Key='k', RestoreRequest={'Type': 'SELECT', 'Tier': 'Standard'})


run()
