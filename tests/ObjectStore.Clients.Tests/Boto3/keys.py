"""Keys that other stores stumble over: they coexist, and list in the order of their UTF-8 bytes."""
import hashlib

from support import check, expect_error, run

KEYS = [
    'a', 'a/', 'a/b', 'a//b', 'a/b/', '/', '//', '/a', '.', '..', '../x', './x', 'a/../b', 'a/./b', 'x/..', '...',
    ' ', '  ', ' lead', 'trail ', 'a b', 'a+b', 'a%20b', 'a%2Fb', 'a%', '%', '%00', '?', '#', '&', 'a?b=c', 'a#b', 'a&b', 'a=b', ';', ':', '@', '!',
    '"quoted"', "'", '<tag>', '&amp;', ']]>', '\\', 'a\\b', '|', '*', '[', '{', '~', '`', '^', '$', ',', '(', ')',
    '\t', '\n', 'a\nb', '\r', 'a\rb', '\x01', 'a\x1f', '\x7f', '\u0080', '\u00ad',
    'ä', 'a\u0308', 'Ä', '\u2028', '\u202e', '中文', '日本語/キー', '\ufeff', '\ufffd', '\uff21',
    '\U0001F600', '\U0001F468\u200D\U0001F469\u200D\U0001F467', '\U00010000', '\ue000', 'A', 'B', 'Z', 'z',
    'x' * 1024, 'ü' * 512, '\U0001F600' * 256, '/' * 1024, 'a/' * 512,
    'con', 'nul', 'a:b', 'favicon.ico', 'metrics', 'healthz', 'index.html', '.objectstore', 'uploads', 'location',
]
KEYS = list(dict.fromkeys(KEYS))


def body(key):
    return hashlib.sha256(key.encode()).digest() + key.encode()


@check
def all_coexist(client, bucket):
    for key in KEYS:
        client.put_object(Bucket=bucket, Key=key, Body=body(key))
    for key in KEYS:
        assert client.get_object(Bucket=bucket, Key=key)['Body'].read() == body(key), repr(key)
        assert client.head_object(Bucket=bucket, Key=key)['ContentLength'] == len(body(key)), repr(key)


@check
def listing_is_in_byte_order(client, bucket):
    expected = sorted(KEYS, key=lambda key: key.encode())
    for size in [1000, 7]:
        listed = []
        for page in client.get_paginator('list_objects_v2').paginate(Bucket=bucket, PaginationConfig={'PageSize': size}):
            listed += [entry['Key'] for entry in page['Contents']]
        assert listed == expected, [pair for pair in zip(listed, expected) if pair[0] != pair[1]][:5]


@check
def copies_keep_their_names(client, bucket):
    for key in KEYS:
        if len(key.encode()) <= 1000:
            client.copy_object(Bucket=bucket, Key='copy-' + key, CopySource={'Bucket': bucket, 'Key': key})
            assert client.get_object(Bucket=bucket, Key='copy-' + key)['Body'].read() == body(key), repr(key)
            client.delete_object(Bucket=bucket, Key='copy-' + key)


@check
def deleting_one_leaves_the_others(client, bucket):
    client.delete_object(Bucket=bucket, Key='a/')
    expect_error('NoSuchKey', 404, client.get_object, Bucket=bucket, Key='a/')
    for key in ['a', 'a/b', 'a//b']:
        assert client.get_object(Bucket=bucket, Key=key)['Body'].read() == body(key)


@check
def longer_keys_are_refused(client, bucket):
    for key in ['x' * 1025, 'ü' * 513]:
        expect_error('KeyTooLongError', 400, client.put_object, Bucket=bucket, Key=key, Body=b'x')


@check
def all_are_deleted_in_one_request(client, bucket):
    # Control characters that XML 1.0 has no way to write cannot be named in a request body.
    nameable = [key for key in KEYS if not any(ord(character) < 32 and character not in '\t\n\r' for character in key)]
    answer = client.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': key} for key in nameable]})
    assert 'Errors' not in answer, answer['Errors'][:3]
    for key in KEYS:
        client.delete_object(Bucket=bucket, Key=key)
    assert client.list_objects_v2(Bucket=bucket)['KeyCount'] == 0


if __name__ == '__main__':
    run()
