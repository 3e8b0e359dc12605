"""What the scripts share: a client, seeded bytes, and a runner that reports every failed check."""
import contextlib
import hashlib
import sys
import traceback

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import ClientError

VERSION = tuple(int(part) for part in botocore.__version__.split('.')[:2])
MIB = 1024 * 1024
ENDPOINT, BUCKET = sys.argv[1:3]


def make_client(**config):
    """A client that reports an error on the first failure. A new library adds a checksum to uploads unless told not to."""
    if not config.pop('default_checksum', True) and VERSION >= (1, 36):
        config['request_checksum_calculation'] = 'when_required'
    settings = Config(retries={'max_attempts': 0}, s3={'addressing_style': 'path'}, **config)
    return boto3.client('s3', endpoint_url=ENDPOINT, config=settings)


def seeded(seed, length):
    """Bytes that follow from the seed."""
    return hashlib.shake_128(str(seed).encode()).digest(length)


def expect_error(code, status, call, *arguments, **parameters):
    """The call must fail with that S3 code and HTTP status; a HEAD has no body and so no code."""
    try:
        call(*arguments, **parameters)
    except ClientError as error:
        actual = (error.response['Error']['Code'], error.response['ResponseMetadata']['HTTPStatusCode'])
        assert actual == (code, status), 'expected %s, got %s: %s' % ((code, status), actual, error)
        return error.response
    raise AssertionError('expected %s %d, but the call succeeded' % (code, status))


@contextlib.contextmanager
def headers(client, operation, **values):
    """Adds headers to the operation's requests, for what an old version of the library has no parameter for."""
    def add(params, **_):
        for name, value in values.items():
            params['headers'][name.replace('_', '-')] = value
    event = 'before-call.s3.' + operation
    client.meta.events.register(event, add)
    try:
        yield
    finally:
        client.meta.events.unregister(event, add)


CHECKS = []


def check(function):
    """Marks a check; run() calls it with a client and the bucket."""
    CHECKS.append(function)
    return function


def run(create_bucket=True):
    """Runs all checks of the script; ends with 1 when one failed."""
    client = make_client()
    if create_bucket:
        client.create_bucket(Bucket=BUCKET)
    failed = 0
    for function in CHECKS:
        try:
            function(client, BUCKET)
            print('ok    ', function.__name__)
        except Exception:  # every failure is printed, and the next check runs
            failed += 1
            print('FAILED', function.__name__)
            traceback.print_exc(file=sys.stdout)
    print('botocore %s: %d checks, %d failed' % (botocore.__version__, len(CHECKS), failed))
    sys.exit(1 if failed else 0)
