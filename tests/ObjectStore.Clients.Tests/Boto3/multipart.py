"""Multipart uploads: the library's own transfer, and every step by hand."""
import hashlib
import io

from boto3.s3.transfer import TransferConfig
from support import MIB, check, expect_error, run, seeded


def start(client, bucket, key, bodies, **parameters):
    """Starts an upload and sends the parts. Returns the upload id and the list that completes it."""
    upload_id = client.create_multipart_upload(Bucket=bucket, Key=key, **parameters)['UploadId']
    parts = []
    for number, body in enumerate(bodies, 1):
        etag = client.upload_part(Bucket=bucket, Key=key, UploadId=upload_id, PartNumber=number, Body=body)['ETag']
        assert etag == '"%s"' % hashlib.md5(body).hexdigest()
        parts.append({'PartNumber': number, 'ETag': etag})
    return upload_id, parts


def complete(client, bucket, key, upload_id, parts):
    return client.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload_id, MultipartUpload={'Parts': parts})


def composite_etag(bodies):
    digests = b''.join(hashlib.md5(body).digest() for body in bodies)
    return '"%s-%d"' % (hashlib.md5(digests).hexdigest(), len(bodies))


@check
def transfer_of_a_large_file_is_whole(client, bucket):
    body = seeded('transfer', 50 * MIB + 3)
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB, max_concurrency=6)
    client.upload_fileobj(io.BytesIO(body), bucket, 'transfer', Config=config, ExtraArgs={'Metadata': {'a': 'b'}})
    target = io.BytesIO()
    client.download_fileobj(bucket, 'transfer', target, Config=config)
    assert target.getvalue() == body
    head = client.head_object(Bucket=bucket, Key='transfer')
    assert head['Metadata'] == {'a': 'b'} and head['ETag'].endswith('-11"')


@check
def steps_by_hand_make_the_object(client, bucket):
    bodies = [seeded(number, size) for number, size in enumerate([5 * MIB, 6 * MIB + 1, 17])]
    upload_id, parts = start(client, bucket, 'steps', bodies, ContentType='text/x-m', Metadata={'k': 'v'})
    expect_error('NoSuchKey', 404, client.get_object, Bucket=bucket, Key='steps')
    done = complete(client, bucket, 'steps', upload_id, parts)
    assert done['ETag'] == composite_etag(bodies) and done['Key'] == 'steps' and done['Bucket'] == bucket
    got = client.get_object(Bucket=bucket, Key='steps')
    assert got['Body'].read() == b''.join(bodies)
    assert got['ETag'] == done['ETag'] and got['ContentType'] == 'text/x-m' and got['Metadata'] == {'k': 'v'}
    across = client.get_object(Bucket=bucket, Key='steps', Range='bytes=%d-%d' % (5 * MIB - 3, 5 * MIB + 2))
    assert across['Body'].read() == b''.join(bodies)[5 * MIB - 3:5 * MIB + 3]


@check
def part_numbers_read_parts(client, bucket):
    bodies = [seeded('n%d' % number, size) for number, size in enumerate([5 * MIB, 5 * MIB + 9, 21])]
    complete(client, bucket, 'numbers', *start(client, bucket, 'numbers', bodies))
    for number, body in enumerate(bodies, 1):
        got = client.get_object(Bucket=bucket, Key='numbers', PartNumber=number)
        assert got['Body'].read() == body and got['PartsCount'] == 3 and got['ResponseMetadata']['HTTPStatusCode'] == 206
        assert client.head_object(Bucket=bucket, Key='numbers', PartNumber=number)['ContentLength'] == len(body)
    attributes = client.get_object_attributes(Bucket=bucket, Key='numbers', ObjectAttributes=['ObjectParts', 'ObjectSize'])
    assert attributes['ObjectParts']['TotalPartsCount'] == 3 and attributes['ObjectSize'] == sum(map(len, bodies))


@check
def completion_can_be_repeated(client, bucket):
    upload_id, parts = start(client, bucket, 'twice', [seeded('twice', 100)])
    first = complete(client, bucket, 'twice', upload_id, parts)
    second = complete(client, bucket, 'twice', upload_id, parts)
    assert first['ETag'] == second['ETag']
    assert client.get_object(Bucket=bucket, Key='twice')['Body'].read() == seeded('twice', 100)


@check
def a_part_sent_again_replaces_the_first(client, bucket):
    upload_id, parts = start(client, bucket, 'again', [seeded('old', 5 * MIB), b'tail'])
    new = client.upload_part(Bucket=bucket, Key='again', UploadId=upload_id, PartNumber=1, Body=seeded('new', 5 * MIB))
    expect_error('InvalidPart', 400, complete, client, bucket, 'again', upload_id, parts)
    parts[0]['ETag'] = new['ETag']
    complete(client, bucket, 'again', upload_id, parts)
    assert client.get_object(Bucket=bucket, Key='again')['Body'].read() == seeded('new', 5 * MIB) + b'tail'


@check
def parts_left_out_are_dropped(client, bucket):
    bodies = [seeded('keep1', 5 * MIB), seeded('drop', 5 * MIB), seeded('keep2', 10)]
    upload_id, parts = start(client, bucket, 'gap', bodies)
    complete(client, bucket, 'gap', upload_id, [parts[0], parts[2]])
    assert client.get_object(Bucket=bucket, Key='gap')['Body'].read() == bodies[0] + bodies[2]


@check
def bad_completions_are_refused(client, bucket):
    upload_id, parts = start(client, bucket, 'bad', [seeded('bad', 5 * MIB), b'end'])
    expect_error('InvalidPartOrder', 400, complete, client, bucket, 'bad', upload_id, parts[::-1])
    expect_error('InvalidPart', 400, complete, client, bucket, 'bad', upload_id, parts + [{'PartNumber': 3, 'ETag': '"0"'}])
    expect_error('NoSuchUpload', 404, complete, client, bucket, 'bad', 'unknown', parts)
    expect_error('NoSuchUpload', 404, complete, client, bucket, 'other-key', upload_id, parts)
    expect_error('MalformedXML', 400, complete, client, bucket, 'bad', upload_id, [])
    complete(client, bucket, 'bad', upload_id, parts)


@check
def small_parts_are_refused(client, bucket):
    upload_id, parts = start(client, bucket, 'small', [seeded('small', 5 * MIB - 1), b'end'])
    expect_error('EntityTooSmall', 400, complete, client, bucket, 'small', upload_id, parts)


@check
def part_numbers_have_bounds(client, bucket):
    upload_id, _ = start(client, bucket, 'bounds', [])
    for number in [0, 10_001]:
        expect_error(
            'InvalidArgument', 400, client.upload_part, Bucket=bucket, Key='bounds', UploadId=upload_id, PartNumber=number, Body=b'x')
    part = client.upload_part(Bucket=bucket, Key='bounds', UploadId=upload_id, PartNumber=10_000, Body=b'last')
    complete(client, bucket, 'bounds', upload_id, [{'PartNumber': 10_000, 'ETag': part['ETag']}])
    assert client.get_object(Bucket=bucket, Key='bounds')['Body'].read() == b'last'


@check
def abort_forgets_the_upload(client, bucket):
    upload_id, parts = start(client, bucket, 'abort', [b'x'])
    client.abort_multipart_upload(Bucket=bucket, Key='abort', UploadId=upload_id)
    expect_error('NoSuchUpload', 404, client.abort_multipart_upload, Bucket=bucket, Key='abort', UploadId=upload_id)
    expect_error('NoSuchUpload', 404, complete, client, bucket, 'abort', upload_id, parts)
    expect_error('NoSuchUpload', 404, client.upload_part, Bucket=bucket, Key='abort', UploadId=upload_id, PartNumber=1, Body=b'x')
    expect_error('NoSuchUpload', 404, client.list_parts, Bucket=bucket, Key='abort', UploadId=upload_id)


@check
def parts_are_copied_from_objects(client, bucket):
    source = seeded('part-source', 12 * MIB)
    client.put_object(Bucket=bucket, Key='part-source', Body=source)
    upload_id = client.create_multipart_upload(Bucket=bucket, Key='part-target')['UploadId']
    parts = []
    for number, (first, last) in enumerate([(0, 5 * MIB - 1), (5 * MIB, 12 * MIB - 1), (100, 200)], 1):
        answer = client.upload_part_copy(
            Bucket=bucket, Key='part-target', UploadId=upload_id, PartNumber=number,
            CopySource={'Bucket': bucket, 'Key': 'part-source'}, CopySourceRange='bytes=%d-%d' % (first, last))
        assert answer['CopyPartResult']['ETag'] == '"%s"' % hashlib.md5(source[first:last + 1]).hexdigest()
        parts.append({'PartNumber': number, 'ETag': answer['CopyPartResult']['ETag']})
    expect_error(
        'InvalidRange', 416, client.upload_part_copy, Bucket=bucket, Key='part-target', UploadId=upload_id, PartNumber=4,
        CopySource={'Bucket': bucket, 'Key': 'part-source'}, CopySourceRange='bytes=0-%d' % (20 * MIB))
    complete(client, bucket, 'part-target', upload_id, parts)
    assert client.get_object(Bucket=bucket, Key='part-target')['Body'].read() == source + source[100:201]


@check
def parts_list_in_pages(client, bucket):
    upload_id, parts = start(client, bucket, 'list-parts', [b'%d' % number for number in range(7)])
    seen, marker = [], 0
    while True:
        page = client.list_parts(Bucket=bucket, Key='list-parts', UploadId=upload_id, MaxParts=3, PartNumberMarker=marker)
        assert len(page['Parts']) <= 3
        seen += [(entry['PartNumber'], entry['ETag'], entry['Size']) for entry in page['Parts']]
        if not page['IsTruncated']:
            break
        marker = page['NextPartNumberMarker']
    assert seen == [(part['PartNumber'], part['ETag'], 1) for part in parts]


@check
def uploads_list_in_key_order_and_pages(client, bucket):
    client.create_bucket(Bucket=bucket + '-uploads')
    keys = ['a', 'a', 'b/1', 'b/2', 'c']
    ids = [client.create_multipart_upload(Bucket=bucket + '-uploads', Key=key)['UploadId'] for key in keys]
    seen, markers = [], {}
    while True:
        page = client.list_multipart_uploads(Bucket=bucket + '-uploads', MaxUploads=2, **markers)
        seen += [(entry['Key'], entry['UploadId']) for entry in page.get('Uploads', [])]
        if not page['IsTruncated']:
            break
        markers = {'KeyMarker': page['NextKeyMarker'], 'UploadIdMarker': page['NextUploadIdMarker']}
    assert [key for key, _ in seen] == keys and sorted(upload for _, upload in seen) == sorted(ids)
    grouped = client.list_multipart_uploads(Bucket=bucket + '-uploads', Delimiter='/')
    assert [entry['Prefix'] for entry in grouped['CommonPrefixes']] == ['b/']
    assert [entry['Key'] for entry in grouped['Uploads']] == ['a', 'a', 'c']
    assert client.list_objects_v2(Bucket=bucket + '-uploads')['KeyCount'] == 0
    for key, upload in seen:
        client.abort_multipart_upload(Bucket=bucket + '-uploads', Key=key, UploadId=upload)
    assert 'Uploads' not in client.list_multipart_uploads(Bucket=bucket + '-uploads')
    client.delete_bucket(Bucket=bucket + '-uploads')


if __name__ == '__main__':
    run()
