"""Objects: bytes, metadata, ranges, copies, attributes, deletes."""
import base64
import hashlib

from support import MIB, check, expect_error, run, seeded


@check
def bytes_of_every_size_come_back(client, bucket):
    for size in [0, 1, 2, 4095, 4096, 4097, 65535, 65536, 65537, MIB - 1, MIB, MIB + 1, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, 9 * MIB + 7]:
        body = seeded(size, size)
        put = client.put_object(Bucket=bucket, Key='size-%d' % size, Body=body)
        assert put['ETag'] == '"%s"' % hashlib.md5(body).hexdigest(), size
        got = client.get_object(Bucket=bucket, Key='size-%d' % size)
        assert got['ContentLength'] == size and got['ETag'] == put['ETag']
        assert got['Body'].read() == body, size
        head = client.head_object(Bucket=bucket, Key='size-%d' % size)
        assert head['ContentLength'] == size and head['AcceptRanges'] == 'bytes'


@check
def overwrite_is_read_at_once(client, bucket):
    for number in range(20):
        body = seeded(number, 1000 + number)
        client.put_object(Bucket=bucket, Key='overwritten', Body=body)
        assert client.get_object(Bucket=bucket, Key='overwritten')['Body'].read() == body


@check
def metadata_comes_back(client, bucket):
    client.put_object(
        Bucket=bucket, Key='metadata', Body=b'x', ContentType='text/x-test; charset=utf-8', ContentEncoding='gzip',
        ContentDisposition='attachment; filename="a b"', ContentLanguage='de, en', CacheControl='max-age=7', Expires='Thu, 01 Dec 2033 16:00:00 GMT',
        Metadata={'one': '1', 'two-words': 'with  spaces inside', 'empty': ''})
    for answer in [client.head_object(Bucket=bucket, Key='metadata'), client.get_object(Bucket=bucket, Key='metadata')]:
        assert answer['ContentType'] == 'text/x-test; charset=utf-8'
        assert answer['ContentEncoding'] == 'gzip'
        assert answer['ContentDisposition'] == 'attachment; filename="a b"'
        assert answer['ContentLanguage'] == 'de, en'
        assert answer['CacheControl'] == 'max-age=7'
        assert answer['ResponseMetadata']['HTTPHeaders']['expires'] == 'Thu, 01 Dec 2033 16:00:00 GMT'
        assert answer['Metadata'] == {'one': '1', 'two-words': 'with  spaces inside', 'empty': ''}, answer['Metadata']


@check
def type_defaults_to_octet_stream(client, bucket):
    client.put_object(Bucket=bucket, Key='untyped', Body=b'x')
    assert client.head_object(Bucket=bucket, Key='untyped')['ContentType'] == 'binary/octet-stream'


@check
def metadata_over_two_kibibytes_is_refused(client, bucket):
    expect_error('MetadataTooLarge', 400, client.put_object, Bucket=bucket, Key='m', Body=b'x', Metadata={'a': 'v' * 2048})


@check
def ranges_return_their_bytes(client, bucket):
    size = 5 * MIB + 123
    body = seeded('ranges', size)
    client.put_object(Bucket=bucket, Key='ranges', Body=body)
    cases = [(0, 0), (0, 1), (1, 1), (65535, 65536), (65536, 131071), (MIB - 1, MIB), (MIB, 2 * MIB), (4 * MIB - 1, 4 * MIB + 1),
             (size - 1, size - 1), (17, size - 2), (4 * MIB, size + 1000)]
    for first, last in cases:
        got = client.get_object(Bucket=bucket, Key='ranges', Range='bytes=%d-%d' % (first, last))
        end = min(last, size - 1)
        assert got['ResponseMetadata']['HTTPStatusCode'] == 206
        assert got['ContentRange'] == 'bytes %d-%d/%d' % (first, end, size), got['ContentRange']
        assert got['Body'].read() == body[first:end + 1], (first, last)
    for text, start in [('bytes=-1', size - 1), ('bytes=-70000', size - 70000), ('bytes=-%d' % (size * 2), 0), ('bytes=%d-' % (3 * MIB), 3 * MIB)]:
        got = client.get_object(Bucket=bucket, Key='ranges', Range=text)
        assert got['ContentRange'] == 'bytes %d-%d/%d' % (start, size - 1, size), got['ContentRange']
        assert got['Body'].read() == body[start:], text
    head = client.head_object(Bucket=bucket, Key='ranges', Range='bytes=10-19')
    assert head['ContentLength'] == 10 and head['ResponseMetadata']['HTTPStatusCode'] == 206


@check
def range_past_the_end_is_not_satisfiable(client, bucket):
    client.put_object(Bucket=bucket, Key='short', Body=b'0123456789')
    expect_error('InvalidRange', 416, client.get_object, Bucket=bucket, Key='short', Range='bytes=10-')
    expect_error('InvalidRange', 416, client.get_object, Bucket=bucket, Key='short', Range='bytes=-0')


@check
def response_parameters_replace_headers(client, bucket):
    client.put_object(Bucket=bucket, Key='response', Body=b'x', ContentType='text/plain')
    got = client.get_object(
        Bucket=bucket, Key='response', ResponseContentType='text/html', ResponseCacheControl='no-store', ResponseContentDisposition='inline',
        ResponseContentEncoding='identity', ResponseContentLanguage='fr', ResponseExpires='Thu, 01 Dec 2033 16:00:00 GMT')
    actual = got['ResponseMetadata']['HTTPHeaders']
    assert (actual['content-type'], actual['cache-control'], actual['content-disposition']) == ('text/html', 'no-store', 'inline')
    assert (actual['content-encoding'], actual['content-language']) == ('identity', 'fr')
    assert actual['expires'] == 'Thu, 01 Dec 2033 16:00:00 GMT'


@check
def missing_key_is_not_found(client, bucket):
    expect_error('NoSuchKey', 404, client.get_object, Bucket=bucket, Key='missing')
    expect_error('404', 404, client.head_object, Bucket=bucket, Key='missing')
    assert client.delete_object(Bucket=bucket, Key='missing')['ResponseMetadata']['HTTPStatusCode'] == 204


@check
def content_md5_is_verified(client, bucket):
    good = base64.b64encode(hashlib.md5(b'body').digest()).decode()
    client.put_object(Bucket=bucket, Key='md5', Body=b'body', ContentMD5=good)
    wrong = base64.b64encode(hashlib.md5(b'other').digest()).decode()
    expect_error('BadDigest', 400, client.put_object, Bucket=bucket, Key='md5', Body=b'changed', ContentMD5=wrong)
    expect_error('InvalidDigest', 400, client.put_object, Bucket=bucket, Key='md5', Body=b'changed', ContentMD5='short')
    assert client.get_object(Bucket=bucket, Key='md5')['Body'].read() == b'body'


@check
def copy_keeps_or_replaces_metadata(client, bucket):
    body = seeded('copy', 2 * MIB + 5)
    client.put_object(Bucket=bucket, Key='source ä+&%', Body=body, ContentType='text/x-a', Metadata={'m': 'source'})
    source = {'Bucket': bucket, 'Key': 'source ä+&%'}
    answer = client.copy_object(Bucket=bucket, Key='kept', CopySource=source)
    assert answer['CopyObjectResult']['ETag'] == '"%s"' % hashlib.md5(body).hexdigest()
    assert answer['CopyObjectResult']['LastModified']
    kept = client.get_object(Bucket=bucket, Key='kept')
    assert kept['Body'].read() == body and kept['Metadata'] == {'m': 'source'} and kept['ContentType'] == 'text/x-a'
    client.copy_object(
        Bucket=bucket, Key='replaced', CopySource=source, MetadataDirective='REPLACE', Metadata={'m': 'target'}, ContentType='text/x-b')
    replaced = client.get_object(Bucket=bucket, Key='replaced')
    assert replaced['Body'].read() == body and replaced['Metadata'] == {'m': 'target'} and replaced['ContentType'] == 'text/x-b'
    client.delete_object(Bucket=bucket, Key='source ä+&%')
    assert client.get_object(Bucket=bucket, Key='kept')['Body'].read() == body


@check
def copy_onto_itself_needs_a_change(client, bucket):
    client.put_object(Bucket=bucket, Key='self', Body=b'x')
    source = {'Bucket': bucket, 'Key': 'self'}
    expect_error('InvalidRequest', 400, client.copy_object, Bucket=bucket, Key='self', CopySource=source)
    client.copy_object(Bucket=bucket, Key='self', CopySource=source, MetadataDirective='REPLACE', Metadata={'new': '1'})
    got = client.get_object(Bucket=bucket, Key='self')
    assert got['Metadata'] == {'new': '1'} and got['Body'].read() == b'x'


@check
def copy_of_a_missing_source_is_not_found(client, bucket):
    expect_error('NoSuchKey', 404, client.copy_object, Bucket=bucket, Key='k', CopySource={'Bucket': bucket, 'Key': 'missing'})
    expect_error('NoSuchBucket', 404, client.copy_object, Bucket=bucket, Key='k', CopySource={'Bucket': bucket + '-x', 'Key': 'missing'})


@check
def attributes_tell_size_etag_and_class(client, bucket):
    client.put_object(Bucket=bucket, Key='attributes', Body=b'0123456789')
    answer = client.get_object_attributes(
        Bucket=bucket, Key='attributes', ObjectAttributes=['ETag', 'ObjectSize', 'StorageClass', 'Checksum', 'ObjectParts'])
    assert answer['ObjectSize'] == 10 and answer['StorageClass'] == 'STANDARD'
    assert answer['ETag'] == hashlib.md5(b'0123456789').hexdigest()
    assert answer['LastModified']
    expect_error('NoSuchKey', 404, client.get_object_attributes, Bucket=bucket, Key='missing', ObjectAttributes=['ETag'])


@check
def delete_objects_answers_for_each(client, bucket):
    keys = ['multi/%d <&>' % number for number in range(20)]
    for key in keys:
        client.put_object(Bucket=bucket, Key=key, Body=b'x')
    answer = client.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': key} for key in keys + ['multi/missing']]})
    assert sorted(entry['Key'] for entry in answer['Deleted']) == sorted(keys + ['multi/missing'])
    assert client.list_objects_v2(Bucket=bucket, Prefix='multi/')['KeyCount'] == 0
    client.put_object(Bucket=bucket, Key='multi/quiet', Body=b'x')
    quiet = client.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': 'multi/quiet'}], 'Quiet': True})
    assert 'Deleted' not in quiet and 'Errors' not in quiet
    expect_error('NoSuchKey', 404, client.get_object, Bucket=bucket, Key='multi/quiet')


@check
def delete_objects_takes_a_thousand_and_not_more(client, bucket):
    objects = [{'Key': 'many/%d' % number} for number in range(1001)]
    expect_error('MalformedXML', 400, client.delete_objects, Bucket=bucket, Delete={'Objects': objects})
    assert len(client.delete_objects(Bucket=bucket, Delete={'Objects': objects[:1000]})['Deleted']) == 1000


@check
def every_answer_has_a_request_id(client, bucket):
    client.put_object(Bucket=bucket, Key='id', Body=b'x')
    ids = [client.head_object(Bucket=bucket, Key='id')['ResponseMetadata']['RequestId'] for _ in range(2)]
    assert all(ids) and ids[0] != ids[1]
    assert expect_error('NoSuchKey', 404, client.get_object, Bucket=bucket, Key='missing')['ResponseMetadata']['RequestId']


if __name__ == '__main__':
    run()
