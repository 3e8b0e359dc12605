"""The additional checksums, as header, as trailer, and over parts."""
import base64
import hashlib
import io
import zlib

from support import MIB, VERSION, check, expect_error, headers, make_client, run, seeded


def table_crc(polynomial, bits, data):
    """A reflected CRC, computed by table: the slow and simple reference."""
    mask = (1 << bits) - 1
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (polynomial if value & 1 else 0)
        table.append(value)
    crc = mask
    for byte in data:
        crc = table[(crc ^ byte) & 0xff] ^ (crc >> 8)
    return (crc ^ mask).to_bytes(bits // 8, 'big')


DIGESTS = {
    'CRC32': lambda data: zlib.crc32(data).to_bytes(4, 'big'),
    'CRC32C': lambda data: table_crc(0x82F63B78, 32, data),
    'CRC64NVME': lambda data: table_crc(0x9A6C9329AC4BC9B5, 64, data),
    'SHA1': lambda data: hashlib.sha1(data).digest(),
    'SHA256': lambda data: hashlib.sha256(data).digest(),
}


def checksum(algorithm, data):
    return base64.b64encode(DIGESTS[algorithm](data)).decode()


def returned(answer, algorithm):
    """From the header, because an old library does not know every algorithm."""
    return answer['ResponseMetadata']['HTTPHeaders'].get('x-amz-checksum-' + algorithm.lower())


@check
def reference_has_the_published_check_values(client, bucket):
    assert DIGESTS['CRC32C'](b'123456789').hex() == 'e3069283'
    assert DIGESTS['CRC64NVME'](b'123456789').hex() == 'ae8b14860a799888'


@check
def header_of_every_algorithm_is_verified_kept_and_returned(_, bucket):
    client = make_client(default_checksum=False)
    body = seeded('header', 70_001)
    for algorithm in DIGESTS:
        key = 'header-' + algorithm
        value = checksum(algorithm, body)
        with headers(client, 'PutObject', **{'x_amz_checksum_' + algorithm.lower(): value}):
            assert returned(client.put_object(Bucket=bucket, Key=key, Body=body), algorithm) == value, algorithm
        with headers(client, 'GetObject', x_amz_checksum_mode='ENABLED'):
            got = client.get_object(Bucket=bucket, Key=key)
        assert returned(got, algorithm) == value and got['Body'].read() == body, algorithm
        assert returned(client.head_object(Bucket=bucket, Key=key, ChecksumMode='ENABLED'), algorithm) == value
        attributes = client.get_object_attributes(Bucket=bucket, Key=key, ObjectAttributes=['Checksum'])
        if algorithm != 'CRC64NVME' or VERSION >= (1, 36):
            assert attributes['Checksum']['Checksum' + algorithm] == value, attributes


@check
def wrong_header_is_refused_and_nothing_is_kept(_, bucket):
    client = make_client(default_checksum=False)
    for algorithm in DIGESTS:
        with headers(client, 'PutObject', **{'x_amz_checksum_' + algorithm.lower(): checksum(algorithm, b'other')}):
            expect_error('BadDigest', 400, client.put_object, Bucket=bucket, Key='wrong-' + algorithm, Body=b'body')
        with headers(client, 'PutObject', **{'x_amz_checksum_' + algorithm.lower(): 'bm90IGEgc3Vt'}):
            expect_error('BadDigest', 400, client.put_object, Bucket=bucket, Key='wrong-' + algorithm, Body=b'body')
        expect_error('NoSuchKey', 404, client.get_object, Bucket=bucket, Key='wrong-' + algorithm)


@check
def library_computes_and_verifies(client, bucket):
    body = seeded('library', 3 * MIB + 1)
    for algorithm in ['CRC32', 'SHA1', 'SHA256']:
        key = 'library-' + algorithm
        put = client.put_object(Bucket=bucket, Key=key, Body=body, ChecksumAlgorithm=algorithm)
        assert put['Checksum' + algorithm] == checksum(algorithm, body)
        # The library compares while it reads.
        assert client.get_object(Bucket=bucket, Key=key, ChecksumMode='ENABLED')['Body'].read() == body


@check
def checksum_survives_a_copy(client, bucket):
    body = seeded('copy', 100_000)
    client.put_object(Bucket=bucket, Key='copy-source', Body=body, ChecksumAlgorithm='SHA256')
    client.copy_object(Bucket=bucket, Key='copy-target', CopySource={'Bucket': bucket, 'Key': 'copy-source'})
    head = client.head_object(Bucket=bucket, Key='copy-target', ChecksumMode='ENABLED')
    assert head['ChecksumSHA256'] == checksum('SHA256', body)
    client.copy_object(
        Bucket=bucket, Key='copy-other', CopySource={'Bucket': bucket, 'Key': 'copy-source'}, ChecksumAlgorithm='CRC32')
    head = client.head_object(Bucket=bucket, Key='copy-other', ChecksumMode='ENABLED')
    assert head['ChecksumCRC32'] == checksum('CRC32', body)


@check
def parts_make_a_composite_checksum(client, bucket):
    for algorithm in ['CRC32', 'SHA1', 'SHA256']:
        key = 'composite-' + algorithm
        bodies = [seeded(key + str(number), size) for number, size in enumerate([5 * MIB, 5 * MIB + 1, 1000])]
        upload = client.create_multipart_upload(Bucket=bucket, Key=key, ChecksumAlgorithm=algorithm)
        parts = []
        for number, body in enumerate(bodies, 1):
            part = client.upload_part(
                Bucket=bucket, Key=key, UploadId=upload['UploadId'], PartNumber=number, Body=body, ChecksumAlgorithm=algorithm)
            assert part['Checksum' + algorithm] == checksum(algorithm, body)
            parts.append({'PartNumber': number, 'ETag': part['ETag'], 'Checksum' + algorithm: part['Checksum' + algorithm]})
        listed = client.list_parts(Bucket=bucket, Key=key, UploadId=upload['UploadId'])
        assert [entry['Checksum' + algorithm] for entry in listed['Parts']] == [part['Checksum' + algorithm] for part in parts]
        done = client.complete_multipart_upload(
            Bucket=bucket, Key=key, UploadId=upload['UploadId'], MultipartUpload={'Parts': parts})
        expected = checksum(algorithm, b''.join(DIGESTS[algorithm](body) for body in bodies)) + '-3'
        assert done['Checksum' + algorithm] == expected, done
        assert client.head_object(Bucket=bucket, Key=key, ChecksumMode='ENABLED')['Checksum' + algorithm] == expected
        assert client.get_object(Bucket=bucket, Key=key)['Body'].read() == b''.join(bodies)


@check
def parts_make_a_full_object_checksum(client, bucket):
    if VERSION < (1, 36):
        return
    key = 'full-object'
    bodies = [seeded(key + str(number), size) for number, size in enumerate([5 * MIB, 5 * MIB + 7, 1])]
    upload = client.create_multipart_upload(Bucket=bucket, Key=key, ChecksumAlgorithm='CRC32', ChecksumType='FULL_OBJECT')
    assert (upload['ChecksumAlgorithm'], upload['ChecksumType']) == ('CRC32', 'FULL_OBJECT')
    parts = []
    for number, body in enumerate(bodies, 1):
        part = client.upload_part(
            Bucket=bucket, Key=key, UploadId=upload['UploadId'], PartNumber=number, Body=body, ChecksumAlgorithm='CRC32')
        parts.append({'PartNumber': number, 'ETag': part['ETag'], 'ChecksumCRC32': part['ChecksumCRC32']})
    whole = checksum('CRC32', b''.join(bodies))
    arguments = dict(Bucket=bucket, Key=key, UploadId=upload['UploadId'], MultipartUpload={'Parts': parts}, ChecksumType='FULL_OBJECT')
    expect_error('BadDigest', 400, client.complete_multipart_upload, ChecksumCRC32=checksum('CRC32', b'other'), **arguments)
    done = client.complete_multipart_upload(ChecksumCRC32=whole, **arguments)
    assert (done['ChecksumCRC32'], done['ChecksumType']) == (whole, 'FULL_OBJECT')
    head = client.head_object(Bucket=bucket, Key=key, ChecksumMode='ENABLED')
    assert (head['ChecksumCRC32'], head['ChecksumType']) == (whole, 'FULL_OBJECT')


@check
def default_of_a_new_library_is_kept(client, bucket):
    body = seeded('default', 200_000)
    client.put_object(Bucket=bucket, Key='default', Body=io.BytesIO(body))
    head = client.head_object(Bucket=bucket, Key='default', ChecksumMode='ENABLED')
    if VERSION >= (1, 36):
        assert head.get('ChecksumCRC32') == checksum('CRC32', body) or returned(head, 'CRC64NVME') == checksum('CRC64NVME', body)


if __name__ == '__main__':
    run()
