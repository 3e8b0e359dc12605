"""URLs that carry their signature, used with a plain HTTP client."""
import http.client
import urllib.parse
import xml.etree.ElementTree

from support import MIB, check, make_client, run, seeded


def send(method, url, body=None, headers=None):
    """One request without any S3 library."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request(method, parts.path + '?' + parts.query, body, headers or {})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, data, answer.headers


def code(data):
    return xml.etree.ElementTree.fromstring(data).findtext('Code')


@check
def put_and_get_need_no_credentials(_, bucket):
    client = make_client(signature_version='s3v4')
    body = seeded('presigned', 3 * MIB)
    for key in ['plain', 'with space/ä+&=?#%', 'a//b', '../x']:
        put = client.generate_presigned_url('put_object', Params={'Bucket': bucket, 'Key': key}, ExpiresIn=60)
        assert send('PUT', put, body)[0] == 200, key
        get = client.generate_presigned_url('get_object', Params={'Bucket': bucket, 'Key': key}, ExpiresIn=60)
        status, data, _ = send('GET', get)
        assert status == 200 and data == body, (key, status, data[:500])
        part = send('GET', get, headers={'Range': 'bytes=5-9'})
        assert part[0] == 206 and part[1] == body[5:10]
        head = client.generate_presigned_url('head_object', Params={'Bucket': bucket, 'Key': key}, ExpiresIn=60)
        status, data, answer = send('HEAD', head)
        assert status == 200 and data == b'' and answer['Content-Length'] == str(len(body))
        delete = client.generate_presigned_url('delete_object', Params={'Bucket': bucket, 'Key': key}, ExpiresIn=60)
        assert send('DELETE', delete)[0] == 204
        assert send('GET', get)[0] == 404


@check
def response_parameters_are_signed_too(_, bucket):
    client = make_client(signature_version='s3v4')
    client.put_object(Bucket=bucket, Key='typed', Body=b'x')
    url = client.generate_presigned_url(
        'get_object', Params={'Bucket': bucket, 'Key': 'typed', 'ResponseContentType': 'text/x-other'}, ExpiresIn=60)
    assert send('GET', url)[2]['Content-Type'] == 'text/x-other'
    assert send('GET', url.replace('x-other', 'x-third'))[0] == 403


@check
def changed_urls_are_refused(_, bucket):
    client = make_client(signature_version='s3v4')
    client.put_object(Bucket=bucket, Key='one', Body=b'1')
    client.put_object(Bucket=bucket, Key='two', Body=b'2')
    url = client.generate_presigned_url('get_object', Params={'Bucket': bucket, 'Key': 'one'}, ExpiresIn=60)
    status, data, _ = send('GET', url.replace('/one?', '/two?'))
    assert (status, code(data)) == (403, 'SignatureDoesNotMatch'), data
    assert send('PUT', url, b'changed')[0] == 403
    assert send('DELETE', url)[0] == 403
    assert send('GET', url.replace('X-Amz-Expires=60', 'X-Amz-Expires=61'))[0] == 403
    assert client.get_object(Bucket=bucket, Key='one')['Body'].read() == b'1'


@check
def expiry_has_bounds(_, bucket):
    client = make_client(signature_version='s3v4')
    client.put_object(Bucket=bucket, Key='expiry', Body=b'1')
    url = client.generate_presigned_url('get_object', Params={'Bucket': bucket, 'Key': 'expiry'}, ExpiresIn=604801)
    status, data, _ = send('GET', url)
    assert (status, code(data)) == (400, 'AuthorizationQueryParametersError'), (status, data)


@check
def parts_can_be_presigned(_, bucket):
    client = make_client(signature_version='s3v4')
    upload_id = client.create_multipart_upload(Bucket=bucket, Key='parts')['UploadId']
    parameters = {'Bucket': bucket, 'Key': 'parts', 'UploadId': upload_id, 'PartNumber': 1}
    status, _, answer = send('PUT', client.generate_presigned_url('upload_part', Params=parameters), b'part')
    assert status == 200
    client.complete_multipart_upload(
        Bucket=bucket, Key='parts', UploadId=upload_id, MultipartUpload={'Parts': [{'PartNumber': 1, 'ETag': answer['ETag']}]})
    assert client.get_object(Bucket=bucket, Key='parts')['Body'].read() == b'part'


if __name__ == '__main__':
    run()
