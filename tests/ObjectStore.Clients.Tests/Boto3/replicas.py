"""Two buckets that replicate to each other, as another client sees them: replicas.py ENDPOINT BUCKET ENDPOINT BUCKET."""
import sys

import boto3
from botocore.config import Config


def read(endpoint, bucket):
    """Everything that can be said of a bucket, each version by its key and id; and where each was made."""
    client = boto3.client('s3', endpoint_url=endpoint, config=Config(retries={'max_attempts': 0}, s3={'addressing_style': 'path'}))
    listing = client.list_object_versions(Bucket=bucket)
    said, statuses = {}, {}
    for marker in listing.get('DeleteMarkers', []):
        said[marker['Key'], marker['VersionId']] = ('marker', marker['IsLatest'], marker['LastModified'])
    for version in listing['Versions']:
        name = {'Bucket': bucket, 'Key': version['Key'], 'VersionId': version['VersionId']}
        answer = client.get_object(**name)
        tags = client.get_object_tagging(**name)['TagSet']
        said[version['Key'], version['VersionId']] = (
            version['IsLatest'], version['LastModified'], version['ETag'], answer['Body'].read(), answer['Metadata'], answer['ContentType'], answer.get('ContentEncoding'), tags)
        statuses[version['Key'], version['VersionId']] = answer['ReplicationStatus']
    return said, statuses


left, left_statuses = read(*sys.argv[1:3])
right, right_statuses = read(*sys.argv[3:5])
assert left == right, 'the buckets differ: %s' % sorted(set(map(str, left.items())) ^ set(map(str, right.items())))
assert any(said[0] == 'marker' for said in left.values())
for name, status in left_statuses.items():
    assert {status, right_statuses[name]} <= {'REPLICA', 'COMPLETED', 'PENDING'} and (status == 'REPLICA') != (right_statuses[name] == 'REPLICA'), (name, status, right_statuses[name])
print('%d versions are the same' % len(left))
