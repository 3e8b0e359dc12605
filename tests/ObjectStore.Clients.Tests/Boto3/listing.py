"""Listings of objects, both versions, against a model in a few lines."""
from concurrent.futures import ThreadPoolExecutor

from support import check, expect_error, run

KEYS = sorted(
    ['%s/%s/%02d' % (a, b, number) for a in ('photos', 'videos') for b in ('2024', '2025') for number in range(25)]
    + ['photos', 'photos-', 'photos0', 'readme', 'zz/', 'zz/a', 'a b', 'a+b', 'a&b<c>', 'ä', 'z\U0001F600'], key=lambda key: key.encode())


def model(prefix, delimiter, after):
    """What S3 lists: keys and common prefixes, in order, after the marker."""
    entries = []
    for key in KEYS:
        if not key.startswith(prefix):
            continue
        end = key.find(delimiter, len(prefix)) if delimiter else -1
        entry = (key[:end + len(delimiter)], True) if end >= 0 else (key, False)
        if entry not in entries and entry[0].encode() > after.encode() and not (entry[1] and after.startswith(entry[0])):
            entries.append(entry)
    return entries


def merged(page):
    entries = [(entry['Key'], False) for entry in page.get('Contents', [])]
    entries += [(entry['Prefix'], True) for entry in page.get('CommonPrefixes', [])]
    return sorted(entries, key=lambda entry: entry[0].encode())


@check
def prepare(client, bucket):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: client.put_object(Bucket=bucket, Key=key, Body=key.encode()), KEYS))


@check
def pages_of_every_size_equal_the_model(client, bucket):
    for prefix, delimiter in [('', ''), ('', '/'), ('photos', '/'), ('photos/', '/'), ('photos/2024/', '/'), ('', '0'), ('none', ''), ('z', '/')]:
        for size in [1, 2, 3, 7, 1000]:
            seen, parameters = [], {}
            while True:
                page = client.list_objects_v2(Bucket=bucket, Prefix=prefix, Delimiter=delimiter, MaxKeys=size, **parameters)
                entries = merged(page)
                assert len(entries) <= size and page['KeyCount'] == len(entries) and page['MaxKeys'] == size
                seen += entries
                if not page['IsTruncated']:
                    assert 'NextContinuationToken' not in page
                    break
                parameters = {'ContinuationToken': page['NextContinuationToken']}
            assert seen == model(prefix, delimiter, ''), (prefix, delimiter, size, seen)


@check
def version_one_pages_equal_the_model(client, bucket):
    for prefix, delimiter in [('', ''), ('', '/'), ('photos/', '/')]:
        for size in [1, 4, 1000]:
            seen, marker = [], ''
            while True:
                page = client.list_objects(Bucket=bucket, Prefix=prefix, Delimiter=delimiter, MaxKeys=size, Marker=marker)
                entries = merged(page)
                seen += entries
                if not page['IsTruncated']:
                    break
                # NextMarker is only there with a delimiter; without, the last key is the marker.
                marker = page['NextMarker'] if delimiter else entries[-1][0]
            assert seen == model(prefix, delimiter, ''), (prefix, delimiter, size, seen)


@check
def start_after_and_marker_need_not_exist(client, bucket):
    for after in ['photos', 'photos/2024/07x', 'photos/2024/', 'zzz', 'A', 'videos/2025/24']:
        page = client.list_objects_v2(Bucket=bucket, StartAfter=after)
        assert merged(page) == model('', '', after) and page['StartAfter'] == after
        assert merged(client.list_objects(Bucket=bucket, Marker=after)) == model('', '', after)
        assert merged(client.list_objects_v2(Bucket=bucket, Delimiter='/', StartAfter=after)) == model('', '/', after), after


@check
def entries_tell_size_etag_date_and_class(client, bucket):
    entry = client.list_objects_v2(Bucket=bucket, Prefix='readme')['Contents'][0]
    head = client.head_object(Bucket=bucket, Key='readme')
    assert (entry['Size'], entry['ETag'], entry['StorageClass']) == (6, head['ETag'], 'STANDARD')
    assert entry['LastModified'].replace(microsecond=0) == head['LastModified']


@check
def owner_is_listed_on_request(client, bucket):
    assert 'Owner' not in client.list_objects_v2(Bucket=bucket, MaxKeys=1)['Contents'][0]
    owner = client.list_objects_v2(Bucket=bucket, MaxKeys=1, FetchOwner=True)['Contents'][0]['Owner']
    assert owner == client.list_objects(Bucket=bucket, MaxKeys=1)['Contents'][0]['Owner'] and owner['ID']


@check
def zero_keys_are_an_empty_page(client, bucket):
    page = client.list_objects_v2(Bucket=bucket, MaxKeys=0)
    assert page['KeyCount'] == 0 and not page['IsTruncated'] and 'Contents' not in page


@check
def bad_parameters_are_refused(client, bucket):
    expect_error('InvalidArgument', 400, client.list_objects_v2, Bucket=bucket, MaxKeys=-1)
    expect_error('InvalidArgument', 400, client.list_objects_v2, Bucket=bucket, ContinuationToken='not a token')
    expect_error('InvalidArgument', 400, client.list_objects_v2, Bucket=bucket, EncodingType='other')


@check
def deleted_keys_leave_the_listing_at_once(client, bucket):
    client.delete_object(Bucket=bucket, Key='readme')
    assert client.list_objects_v2(Bucket=bucket, Prefix='readme')['KeyCount'] == 0
    client.put_object(Bucket=bucket, Key='readme', Body=b'readme')
    assert client.list_objects_v2(Bucket=bucket, Prefix='readme')['KeyCount'] == 1


@check
def twelve_hundred_keys_take_two_pages(client, bucket):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: client.put_object(Bucket=bucket, Key='many/%04d' % number, Body=b''), range(1200)))
    pages = list(client.get_paginator('list_objects_v2').paginate(Bucket=bucket, Prefix='many/'))
    assert [page['KeyCount'] for page in pages] == [1000, 200]
    assert [entry['Key'] for page in pages for entry in page['Contents']] == ['many/%04d' % number for number in range(1200)]


if __name__ == '__main__':
    run()
