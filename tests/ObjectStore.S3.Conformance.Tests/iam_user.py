"""Makes the user of [s3 alt] a user of the account of [iam], and writes a configuration in which its key is.

The suite's tests of user policies want that: in Ceph both are users of one tenant. Usage: iam_user.py PORT CONF NEW-CONF
"""
import configparser
import sys

import boto3

port, source, target = sys.argv[1:]
conf = configparser.RawConfigParser()
conf.read(source)
owner, user = conf['iam'], conf['s3 alt']
iam = boto3.client('iam', endpoint_url='http://127.0.0.1:' + port, region_name='us-east-1',
                   aws_access_key_id=owner['access_key'], aws_secret_access_key=owner['secret_key'])
iam.create_user(UserName=user['user_id'])
# Tests of denials begin with a user that may do everything with S3, as Ceph's users may.
iam.attach_user_policy(UserName=user['user_id'], PolicyArn='arn:aws:iam::aws:policy/AmazonS3FullAccess')
key = iam.create_access_key(UserName=user['user_id'])['AccessKey']
user['access_key'], user['secret_key'] = key['AccessKeyId'], key['SecretAccessKey']
with open(target, 'w') as file:
    conf.write(file)
