"""Sessions of federated users, asked for by the root and by a user of IAM."""
import json

import boto3
from botocore.config import Config

from support import BUCKET, ENDPOINT, check, expect_error, run


def service(name, credentials=None):
    """A client of a service; with credentials of STS it signs as their session."""
    signer = {}
    if credentials:
        signer = {'aws_access_key_id': credentials['AccessKeyId'], 'aws_secret_access_key': credentials['SecretAccessKey'],
                  'aws_session_token': credentials.get('SessionToken')}
    settings = Config(retries={'max_attempts': 0}, s3={'addressing_style': 'path'} if name == 's3' else None)
    return boto3.client(name, endpoint_url=ENDPOINT, config=settings, **signer)


def allow(*actions, resource='arn:aws:s3:::%s/*' % BUCKET):
    return json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': list(actions), 'Resource': resource}]})


def new_user(name, *statements):
    """A user of IAM with policies, and its access key."""
    iam = service('iam')
    iam.create_user(UserName=name)
    for number, statement in enumerate(statements):
        iam.put_user_policy(UserName=name, PolicyName='p%d' % number, PolicyDocument=statement)
    key = iam.create_access_key(UserName=name)['AccessKey']
    return {'AccessKeyId': key['AccessKeyId'], 'SecretAccessKey': key['SecretAccessKey']}


@check
def session_of_the_root_may_what_its_policy_allows(client, bucket):
    client.put_object(Bucket=bucket, Key='k', Body=b'1')
    answer = service('sts').get_federation_token(Name='Bob', Policy=allow('s3:GetObject'), DurationSeconds=900)
    bob = service('s3', answer['Credentials'])
    assert answer['FederatedUser'] == {'FederatedUserId': 'root:Bob', 'Arn': 'arn:aws:sts::root:federated-user/Bob'}, answer['FederatedUser']
    assert 0 < answer['PackedPolicySize'] <= 100
    assert bob.get_object(Bucket=bucket, Key='k')['Body'].read() == b'1'
    expect_error('AccessDenied', 403, bob.put_object, Bucket=bucket, Key='k', Body=b'2')
    expect_error('AccessDenied', 403, bob.list_objects_v2, Bucket=bucket)
    who = service('sts', answer['Credentials']).get_caller_identity()
    assert (who['UserId'], who['Account'], who['Arn']) == ('root:Bob', 'root', 'arn:aws:sts::root:federated-user/Bob'), who


@check
def session_without_a_policy_may_nothing(client, bucket):
    client.put_object(Bucket=bucket, Key='k', Body=b'1')
    nobody = service('s3', service('sts').get_federation_token(Name='nobody')['Credentials'])
    expect_error('AccessDenied', 403, nobody.get_object, Bucket=bucket, Key='k')
    expect_error('AccessDenied', 403, nobody.list_buckets)


@check
def session_of_a_user_may_what_both_allow(client, bucket):
    key = new_user('federation-asks', allow('s3:GetObject', 's3:PutObject'), allow('sts:GetFederationToken', resource='*'))
    token = service('sts', key).get_federation_token(Name='Bob', Policy=allow('s3:PutObject', 's3:DeleteObject'))
    bob = service('s3', token['Credentials'])
    bob.put_object(Bucket=bucket, Key='both', Body=b'1')
    expect_error('AccessDenied', 403, bob.get_object, Bucket=bucket, Key='both')
    expect_error('AccessDenied', 403, bob.delete_object, Bucket=bucket, Key='both')
    service('iam').delete_user_policy(UserName='federation-asks', PolicyName='p0')
    for _ in range(100):
        try:
            bob.put_object(Bucket=bucket, Key='both', Body=b'2')
        except bob.exceptions.ClientError as error:
            assert error.response['Error']['Code'] == 'AccessDenied'
            return
    raise AssertionError('the session has kept what its user has lost')


@check
def bucket_policy_reaches_the_federated_user_by_name(client, bucket):
    client.put_object(Bucket=bucket, Key='named', Body=b'1')
    named = service('s3', service('sts').get_federation_token(Name='Named')['Credentials'])
    client.put_bucket_policy(Bucket=bucket, Policy=json.dumps({'Version': '2012-10-17', 'Statement': [{
        'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:sts::root:federated-user/Named'}, 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::%s/named' % bucket}]}))
    assert named.get_object(Bucket=bucket, Key='named')['Body'].read() == b'1'
    expect_error('AccessDenied', 403, named.get_object, Bucket=bucket, Key='k')
    client.delete_bucket_policy(Bucket=bucket)


@check
def federated_users_have_no_iam_and_no_sts(*_):
    token = service('sts').get_federation_token(Name='Bob', Policy=allow('*', resource='*'))['Credentials']
    expect_error('AccessDenied', 403, service('iam', token).list_users)
    expect_error('AccessDenied', 403, service('sts', token).get_federation_token, Name='Eve')
    expect_error('AccessDenied', 403, service('sts', token).get_session_token)
    session = service('sts').get_session_token()['Credentials']
    expect_error('AccessDenied', 403, service('sts', session).get_federation_token, Name='Eve')
    plain = new_user('federation-may-not', allow('s3:*', resource='*'))
    expect_error('AccessDenied', 403, service('sts', plain).get_federation_token, Name='Eve')


run()
