"""Buckets: create, list, head, location, versioning, delete."""
import os

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from support import ENDPOINT, check, expect_error, make_client, run


@check
def create_twice_in_the_default_region_succeeds(client, bucket):
    client.create_bucket(Bucket=bucket)
    client.create_bucket(Bucket=bucket)
    assert bucket in [entry['Name'] for entry in client.list_buckets()['Buckets']]
    assert client.head_bucket(Bucket=bucket)['ResponseMetadata']['HTTPStatusCode'] == 200


@check
def listing_names_the_owner_and_a_creation_date(client, bucket):
    answer = client.list_buckets()
    assert answer['Owner']['ID']
    assert all(entry['CreationDate'].year > 2000 for entry in answer['Buckets'])


@check
def location_of_the_default_region_is_empty(client, bucket):
    assert client.get_bucket_location(Bucket=bucket)['LocationConstraint'] is None


@check
def versioning_is_unset(client, bucket):
    assert 'Status' not in client.get_bucket_versioning(Bucket=bucket)


@check
def missing_bucket_is_not_found(client, bucket):
    expect_error('404', 404, client.head_bucket, Bucket=bucket + '-missing')
    expect_error('NoSuchBucket', 404, client.list_objects_v2, Bucket=bucket + '-missing')
    expect_error('NoSuchBucket', 404, client.put_object, Bucket=bucket + '-missing', Key='a', Body=b'1')
    expect_error('NoSuchBucket', 404, client.delete_bucket, Bucket=bucket + '-missing')


@check
def bad_names_are_refused(client, bucket):
    for name in ['ab', 'A' * 5, 'a' * 64, '192.168.0.1', 'under_score', 'dot..dot', '-start', 'end-']:
        try:
            expect_error('InvalidBucketName', 400, client.create_bucket, Bucket=name)
        except Exception as error:
            # The library itself refuses some names before it sends anything.
            if type(error).__name__ not in ('ParamValidationError', 'InvalidBucketNameError'):
                raise


@check
def bucket_with_an_object_is_not_deleted(client, bucket):
    client.put_object(Bucket=bucket, Key='a', Body=b'1')
    expect_error('BucketNotEmpty', 409, client.delete_bucket, Bucket=bucket)
    client.delete_object(Bucket=bucket, Key='a')
    client.delete_bucket(Bucket=bucket)
    expect_error('404', 404, client.head_bucket, Bucket=bucket)


@check
def bucket_made_again_is_empty(client, bucket):
    client.create_bucket(Bucket=bucket)
    assert client.list_objects_v2(Bucket=bucket)['KeyCount'] == 0


@check
def wrong_secret_is_refused(client, bucket):
    config = Config(retries={'max_attempts': 0})
    for access_key, code in [('unknown', 'InvalidAccessKeyId'), (os.environ['AWS_ACCESS_KEY_ID'], 'SignatureDoesNotMatch')]:
        other = boto3.client(
            's3', endpoint_url=ENDPOINT, aws_access_key_id=access_key, aws_secret_access_key='wrong', config=config)
        expect_error(code, 403, other.list_buckets)


@check
def anonymous_requests_are_denied(client, bucket):
    anonymous = make_client(signature_version=UNSIGNED)
    expect_error('AccessDenied', 403, anonymous.list_objects_v2, Bucket=bucket)
    expect_error('AccessDenied', 403, anonymous.put_object, Bucket=bucket, Key='a', Body=b'1')


if __name__ == '__main__':
    run(create_bucket=False)
