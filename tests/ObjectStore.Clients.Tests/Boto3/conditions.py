"""Conditional reads, writes, copies and deletes."""
import datetime
import threading

from support import MIB, check, expect_error, headers, make_client, run, seeded

HOUR = datetime.timedelta(hours=1)


@check
def reads_follow_etag_and_date(client, bucket):
    etag = client.put_object(Bucket=bucket, Key='read', Body=b'body')['ETag']
    modified = client.head_object(Bucket=bucket, Key='read')['LastModified']
    for call in (client.get_object, client.head_object):
        failed = '412' if call == client.head_object else 'PreconditionFailed'
        call(Bucket=bucket, Key='read', IfMatch=etag)
        call(Bucket=bucket, Key='read', IfNoneMatch='"other"')
        call(Bucket=bucket, Key='read', IfModifiedSince=modified - HOUR)
        call(Bucket=bucket, Key='read', IfUnmodifiedSince=modified + HOUR)
        expect_error(failed, 412, call, Bucket=bucket, Key='read', IfMatch='"other"')
        expect_error(failed, 412, call, Bucket=bucket, Key='read', IfUnmodifiedSince=modified - HOUR)
        expect_error('304', 304, call, Bucket=bucket, Key='read', IfNoneMatch=etag)
        expect_error('304', 304, call, Bucket=bucket, Key='read', IfModifiedSince=modified)
        # A matching If-Match wins over the date, and so does If-None-Match.
        call(Bucket=bucket, Key='read', IfMatch=etag, IfUnmodifiedSince=modified - HOUR)
        expect_error('304', 304, call, Bucket=bucket, Key='read', IfNoneMatch=etag, IfModifiedSince=modified - HOUR)


@check
def create_only_if_absent(client, bucket):
    with headers(client, 'PutObject', If_None_Match='*'):
        client.put_object(Bucket=bucket, Key='once', Body=b'first')
        expect_error('PreconditionFailed', 412, client.put_object, Bucket=bucket, Key='once', Body=b'second')
    assert client.get_object(Bucket=bucket, Key='once')['Body'].read() == b'first'
    client.delete_object(Bucket=bucket, Key='once')
    with headers(client, 'PutObject', If_None_Match='*'):
        client.put_object(Bucket=bucket, Key='once', Body=b'third')


@check
def replace_only_if_unchanged(client, bucket):
    etag = client.put_object(Bucket=bucket, Key='swap', Body=b'one')['ETag']
    with headers(client, 'PutObject', If_Match=etag):
        client.put_object(Bucket=bucket, Key='swap', Body=b'two')
        expect_error('PreconditionFailed', 412, client.put_object, Bucket=bucket, Key='swap', Body=b'three')
        expect_error('NoSuchKey', 404, client.put_object, Bucket=bucket, Key='swap-missing', Body=b'three')
    assert client.get_object(Bucket=bucket, Key='swap')['Body'].read() == b'two'


@check
def one_of_many_concurrent_creators_wins(client, bucket):
    outcomes = []

    def create(number):
        own = make_client()
        with headers(own, 'PutObject', If_None_Match='*'):
            try:
                own.put_object(Bucket=bucket, Key='race', Body=b'%d' % number)
                outcomes.append(number)
            except own.exceptions.ClientError as error:
                status = error.response['ResponseMetadata']['HTTPStatusCode']
                assert status in (409, 412), status

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(outcomes) == 1, outcomes
    assert client.get_object(Bucket=bucket, Key='race')['Body'].read() == b'%d' % outcomes[0]


@check
def delete_only_if_unchanged(client, bucket):
    etag = client.put_object(Bucket=bucket, Key='delete', Body=b'one')['ETag']
    with headers(client, 'DeleteObject', If_Match='"other"'):
        expect_error('PreconditionFailed', 412, client.delete_object, Bucket=bucket, Key='delete')
    assert client.get_object(Bucket=bucket, Key='delete')['Body'].read() == b'one'
    with headers(client, 'DeleteObject', If_Match=etag):
        client.delete_object(Bucket=bucket, Key='delete')
    expect_error('NoSuchKey', 404, client.get_object, Bucket=bucket, Key='delete')


@check
def copy_follows_the_source(client, bucket):
    etag = client.put_object(Bucket=bucket, Key='source', Body=b'source')['ETag']
    modified = client.head_object(Bucket=bucket, Key='source')['LastModified']
    copy = dict(Bucket=bucket, Key='target', CopySource={'Bucket': bucket, 'Key': 'source'})
    for wrong in [{'CopySourceIfMatch': '"other"'}, {'CopySourceIfNoneMatch': etag}, {'CopySourceIfUnmodifiedSince': modified - HOUR}]:
        expect_error('PreconditionFailed', 412, client.copy_object, **copy, **wrong)
    expect_error('NoSuchKey', 404, client.get_object, Bucket=bucket, Key='target')
    for right in [{'CopySourceIfMatch': etag}, {'CopySourceIfNoneMatch': '"other"'}, {'CopySourceIfModifiedSince': modified - HOUR}]:
        client.copy_object(**copy, **right)
    with headers(client, 'CopyObject', If_None_Match='*'):
        expect_error('PreconditionFailed', 412, client.copy_object, **copy)


@check
def completion_only_if_absent(client, bucket):
    def upload():
        upload_id = client.create_multipart_upload(Bucket=bucket, Key='parts')['UploadId']
        part = client.upload_part(Bucket=bucket, Key='parts', UploadId=upload_id, PartNumber=1, Body=seeded('part', MIB))
        return dict(Bucket=bucket, Key='parts', UploadId=upload_id, MultipartUpload={'Parts': [{'PartNumber': 1, 'ETag': part['ETag']}]})

    with headers(client, 'CompleteMultipartUpload', If_None_Match='*'):
        client.complete_multipart_upload(**upload())
        expect_error('PreconditionFailed', 412, client.complete_multipart_upload, **upload())
    assert client.get_object(Bucket=bucket, Key='parts')['Body'].read() == seeded('part', MIB)


if __name__ == '__main__':
    run()
